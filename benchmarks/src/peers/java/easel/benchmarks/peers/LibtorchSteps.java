package easel.benchmarks.peers;

import static org.bytedeco.pytorch.global.torch.binary_cross_entropy_with_logits;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randint;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.set_num_threads;
import static org.bytedeco.pytorch.global.torch.zeros;

import easel.benchmarks.Program;
import easel.benchmarks.StepTimer;
import java.io.IOException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Training steps in libtorch through JavaCPP, with MKL. The arguments are the same as for {@link StepTimer}. */
final class LibtorchSteps {
    private final Program program;
    private final LibtorchNetwork generator;
    private final LibtorchNetwork discriminator;
    private final Tensor real;

    private LibtorchSteps(Program program) {
        // Channels last is faster for the GANs of convolutions; channels first is faster for the classifier.
        boolean last = Networks.takesImages(program) && program != Program.CLASSIFIER;
        this.program = program;
        this.generator = new LibtorchNetwork(last);
        this.discriminator = new LibtorchNetwork(last);
        Networks.discriminator(program, discriminator);
        this.real = discriminator.ordered(Networks.takesImages(program)
                ? randn(program.batch(), Networks.channels(program), Networks.size(program), Networks.size(program))
                : randn(program.batch(), 784));
    }

    public static void main(String[] args) throws IOException {
        Program program = StepTimer.program(args);
        set_num_threads(Integer.getInteger(JavaProcess.THREADS));
        manual_seed(1);
        LibtorchSteps steps = new LibtorchSteps(program);
        Runnable step = program == Program.CLASSIFIER ? steps.classifier() : steps.gan();
        StepTimer.time("libtorch", "libtorch with MKL", program, () -> {
            inScope(step);
            return 0;
        }, args);
    }

    /** Frees the native memory of a step immediately. */
    @SuppressWarnings("try")
    private static void inScope(Runnable step) {
        try (PointerScope scope = new PointerScope()) {
            step.run();
        }
    }

    private Runnable classifier() {
        Adam adam = discriminator.adam();
        Tensor labels = randint(10, new long[] {program.batch()}).to(ScalarType.Long);
        return () -> {
            adam.zero_grad();
            cross_entropy_loss(discriminator.forward(real), labels).backward();
            adam.step();
        };
    }

    private Runnable gan() {
        Networks.generator(program, generator);
        Adam adamD = discriminator.adam();
        Adam adamG = generator.adam();
        Tensor one = ones(program.batch(), 1);
        Tensor zero = zeros(program.batch(), 1);
        return () -> {
            Tensor fake = fakeWithoutGradient();
            adamD.zero_grad();
            Tensor lossReal = loss(real, one);
            if (program == Program.VANILLA) {                          // one update per batch
                lossReal.backward();
                adamD.step();
                adamD.zero_grad();
                loss(fake, zero).backward();
            } else {
                lossReal.add(loss(fake, zero)).backward();
            }
            adamD.step();

            adamG.zero_grad();
            discriminator.learn(false);      // backpropagates through D without its weight gradients
            loss(generator.forward(latent()), one).backward();
            adamG.step();
            discriminator.learn(true);
        };
    }

    private Tensor loss(Tensor images, Tensor labels) {
        return binary_cross_entropy_with_logits(discriminator.forward(images), labels);
    }

    @SuppressWarnings("try")
    private Tensor fakeWithoutGradient() {
        try (AutoGradMode off = new AutoGradMode(false)) {
            return generator.forward(latent());
        }
    }

    private Tensor latent() {
        return randn(program.batch(), Networks.latent(program));
    }
}
