package easel.examples;

import easel.core.*;
import easel.core.convolution.Padding;
import easel.core.ops.Rearrange;
import easel.core.random.RandomStream;
import easel.datasets.*;
import easel.examples.run.SmallProgram;
import easel.layers.*;
import easel.optim.Adam;
import java.io.IOException;
import java.nio.file.*;
import java.util.List;
import java.util.Locale;

/**
 * A network with skip connections: a small U-Net that removes noise from handwritten digits (Ronneberger, Fischer and
 * Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation, 2015). Two convolutions halve the images, and
 * two transposed convolutions double them again. A skip connection joins the input of each halving to the output of the
 * doubling of the same size, so details need not pass through the smaller images.
 *
 * <p>The graph of such a network is not a chain of layers. With the containers {@link Concatenate} and {@link Residual}
 * it is a Sequential nevertheless: it is saved, loaded, drawn and exported to ONNX like any other. The same graph can
 * also be recorded on the tape directly:
 *
 * <pre>{@code
 * Tensor a = first.forward(x, tape);                                                    // (N, 28, 28, 16)
 * Tensor b = around.forward(a, tape);                                                   // (N, 28, 28, 16)
 * Tensor y = last.forward(Rearrange.concatenateColumns(List.of(a, b), tape), tape);     // (N, 28, 28, 1)
 * }</pre>
 *
 * <p>This form takes any number of inputs and outputs. Its parts are still layers, whose parameters
 * {@link Models#state} and {@link easel.core.state.State#under} save in one file. Such a file does not hold the code
 * between the parts, so a program that loads it must have this code, and ONNX export takes only each part alone.
 * layers/README.md has an example with two inputs.
 */
public final class Denoise {
    private static final int N = 64;                // images in a batch
    private static final int SHOWN = 10;            // images in the picture
    private static final float NOISE = 0.4f;        // standard deviation; pixels are from 0 to 1
    private static final Shape IMAGE = Shape.of(28, 28, 1);

    private Denoise() {}

    /**
     * Trains the network, measures its error on test images and draws noisy, denoised and original digits.
     *
     * @param args optional: the number of steps, by default 300, and the picture's file, by default runs/denoise.png
     * @throws IOException if the picture cannot be written
     */
    public static void main(String[] args) throws IOException {
        SmallProgram.start(args, "Denoise [STEPS [PICTURE]], by default 300 runs/denoise.png",
                SmallProgram.COUNT, SmallProgram.FILE);
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        Path picture = Path.of(args.length > 1 ? args[1] : "runs/denoise.png");
        RandomStream random = RandomStream.of(1);
        LabeledImages mnist = Mnist.train();
        Batches batches = Batches.uniform(mnist.size(), N, random);
        Sequential network = uNet(random);
        Adam adam = Adam.withLearningRate(2e-3);
        System.out.println(Summary.of("U-Net", network));

        Buffers buffers = new Buffers();            // each step reuses the memory of the step before
        for (int step = 1; step <= steps; step++) {
            try (Tape tape = Tape.training(random, buffers)) {
                Tensor clean = mnist.images(batches.indices(step), Scaling.ZERO_TO_ONE);      // (N, 28, 28, 1)
                Tensor denoised = network.forward(noisy(clean, random), tape);                // (N, 28, 28, 1)
                Tensor loss = Losses.meanSquaredError(denoised, clean, tape);
                adam.step(tape.gradients(loss, network.parameters()));
                if (step % 50 == 0 || step == 1 || step == steps) {
                    System.out.printf(Locale.ROOT, "step %4d  loss %.5f%n", step, loss.item());
                }
            }
        }

        int[] first = new int[200];
        for (int i = 0; i < first.length; i++) {
            first[i] = i;
        }
        Tensor clean = Mnist.test().images(first, Scaling.ZERO_TO_ONE);                       // (200, 28, 28, 1)
        Tensor noisy = noisy(clean, random);
        Tensor denoised = network.infer(noisy);
        System.out.printf(Locale.ROOT, "Mean squared error on test images: %.4f with noise, %.4f without%n",
                error(noisy, clean), error(denoised, clean));
        Tape none = Tape.forInference();
        Tensor rows = Rearrange.concatenateRows(List.of(Rearrange.sliceRows(noisy, 0, SHOWN, none),
                Rearrange.sliceRows(denoised, 0, SHOWN, none), Rearrange.sliceRows(clean, 0, SHOWN, none)), none);
        Files.createDirectories(picture.toAbsolutePath().getParent());
        ImageGrid.of(3, SHOWN, IMAGE, Scaling.ZERO_TO_ONE).write(rows, picture);
        System.out.println("The picture is " + picture + ": noisy, denoised and original digits");
    }

    /** The network. Each level joins its input to the output of the smaller level inside it. */
    static Sequential uNet(RandomStream random) {
        Sequential lower = Sequential.of(Shape.of(14, 14, 32),
                down(32, 32, random), GELU.of(), up(32, 32, random), GELU.of());              // to (7, 7, 32) and back
        Sequential upper = Sequential.of(Shape.of(28, 28, 16),
                down(16, 32, random), GELU.of(),                                              // (N, 14, 14, 32)
                Concatenate.of(Identity.of(), lower),                                         // (N, 14, 14, 64)
                up(64, 16, random), GELU.of());                                               // (N, 28, 28, 16)
        return Sequential.of(IMAGE,
                Conv2D.of(1, 16, 3, random).withPadding(Padding.SAME), GELU.of(),             // (N, 28, 28, 16)
                Concatenate.of(Identity.of(), upper),                                         // (N, 28, 28, 32)
                Conv2D.of(32, 1, 3, random).withPadding(Padding.SAME), Sigmoid.of());         // (N, 28, 28, 1)
    }

    /** Halves height and width. */
    private static Layer down(int channels, int filters, RandomStream random) {
        return Conv2D.of(channels, filters, 4, random).withStride(2).withPadding(Padding.SAME);
    }

    /** Doubles height and width. */
    private static Layer up(int channels, int filters, RandomStream random) {
        return Conv2DTranspose.of(channels, filters, 4, random).withStride(2).withPadding(Padding.SAME);
    }

    /** The images plus normal noise. */
    private static Tensor noisy(Tensor images, RandomStream random) {
        Tensor noisy = Tensor.zeros(images.shape());
        random.fillNormal(noisy.array(), 0, NOISE);
        for (int i = 0; i < noisy.size(); i++) {
            noisy.array()[i] += images.array()[i];
        }
        return noisy;
    }

    private static float error(Tensor images, Tensor clean) {
        return Losses.meanSquaredError(images, clean, Tape.forInference()).item();
    }
}
