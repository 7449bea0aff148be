package easel.benchmarks.peers;

import easel.benchmarks.Program;
import easel.benchmarks.StepTimer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.SoftmaxCrossEntropyWithLogits;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Training steps in TensorFlow Java, channels last. The arguments are the same as for {@link StepTimer}. */
final class TensorFlowSteps {
    private final Ops tf;
    private final Program program;
    private final List<Op> initial = new ArrayList<>();
    private final TensorFlowNetwork discriminator;

    private TensorFlowSteps(Ops tf, Program program) {
        this.tf = tf;
        this.program = program;
        this.discriminator = new TensorFlowNetwork(tf, program.batch(), initial);
        Networks.discriminator(program, discriminator);
    }

    public static void main(String[] args) throws IOException {
        Program program = StepTimer.program(args);
        try (Graph graph = new Graph()) {
            TensorFlowSteps steps = new TensorFlowSteps(Ops.create(graph), program);
            List<List<Op>> updates = program == Program.CLASSIFIER ? steps.classifier() : steps.gan();
            try (Session session = new Session(graph, config(Integer.getInteger(JavaProcess.THREADS)))) {
                run(session, steps.initial);
                StepTimer.time("tensorflow", "TensorFlow " + TensorFlow.version(), program, () -> {
                    updates.forEach(update -> run(session, update));
                    return 0;
                }, args);
            }
        }
    }

    /** One operation at a time: two would compete for the same threads, which is slower. */
    static ConfigProto config(int threads) {
        return ConfigProto.newBuilder().setIntraOpParallelismThreads(threads).setInterOpParallelismThreads(1).build();
    }

    static void run(Session session, List<Op> targets) {
        Session.Runner runner = session.runner();
        targets.forEach(runner::addTarget);
        runner.run().close();
    }

    private List<List<Op>> classifier() {
        Operand<TFloat32> labels = TensorFlowVariables.filled(tf, initial, 0.1f, program.batch(), 10);
        Map<Variable<TFloat32>, Operand<TFloat32>> gradients = new HashMap<>();
        Deque<TensorFlowNetwork.Backward> pass = TensorFlowNetwork.pass();
        SoftmaxCrossEntropyWithLogits<TFloat32> loss =
                tf.nn.softmaxCrossEntropyWithLogits(discriminator.forward(real(), pass), labels);
        TensorFlowNetwork.backward(pass, mean(loss.backprop()), gradients);
        return List.of(discriminator.adam(gradients));
    }

    /** The updates of one step; each runs separately. */
    private List<List<Op>> gan() {
        TensorFlowNetwork generator = new TensorFlowNetwork(tf, program.batch(), initial);
        Networks.generator(program, generator);
        Operand<TFloat32> fake = generator.forward(latent(), TensorFlowNetwork.pass());
        Map<Variable<TFloat32>, Operand<TFloat32>> gradients = new HashMap<>();
        List<List<Op>> updates = new ArrayList<>();
        differentiate(real(), 1, gradients);
        if (program == Program.VANILLA) {                          // one update per batch
            updates.add(discriminator.adam(gradients));
            gradients.clear();
        }
        differentiate(fake, 0, gradients);
        updates.add(discriminator.adam(gradients));

        // Part of the graph, but no update needs them, so TensorFlow does not compute them.
        Map<Variable<TFloat32>, Operand<TFloat32>> unused = new HashMap<>();
        Map<Variable<TFloat32>, Operand<TFloat32>> gradientsG = new HashMap<>();
        Deque<TensorFlowNetwork.Backward> passG = TensorFlowNetwork.pass();
        Deque<TensorFlowNetwork.Backward> passD = TensorFlowNetwork.pass();
        Operand<TFloat32> logits = discriminator.forward(generator.forward(latent(), passG), passD);
        Operand<TFloat32> dFake = TensorFlowNetwork.backward(passD, dLogits(logits, 1), unused);
        TensorFlowNetwork.backward(passG, dFake, gradientsG);
        updates.add(generator.adam(gradientsG));
        return updates;
    }

    private void differentiate(Operand<TFloat32> images, float label,
            Map<Variable<TFloat32>, Operand<TFloat32>> gradients) {
        Deque<TensorFlowNetwork.Backward> pass = TensorFlowNetwork.pass();
        Operand<TFloat32> logits = discriminator.forward(images, pass);
        TensorFlowNetwork.backward(pass, dLogits(logits, label), gradients);
    }

    /** The gradient of the mean binary cross-entropy. */
    private Operand<TFloat32> dLogits(Operand<TFloat32> logits, float label) {
        return mean(tf.math.sub(tf.math.sigmoid(logits), tf.constant(label)));
    }

    private Operand<TFloat32> mean(Operand<TFloat32> d) {
        return tf.math.mul(d, tf.constant(1f / program.batch()));
    }

    private Operand<TFloat32> real() {
        int size = Networks.size(program);
        return Networks.takesImages(program)
                ? TensorFlowVariables.normal(tf, initial, 0.5f, program.batch(), size, size, Networks.channels(program))
                : TensorFlowVariables.normal(tf, initial, 0.5f, program.batch(), 784);
    }

    private Operand<TFloat32> latent() {
        int[] shape = {program.batch(), Networks.latent(program)};
        return tf.random.randomStandardNormal(tf.constant(shape), TFloat32.class);
    }
}
