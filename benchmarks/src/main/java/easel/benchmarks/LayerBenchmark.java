package easel.benchmarks;

import easel.core.Buffers;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Dropout;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.MaxPool2D;
import easel.layers.ReLU;
import easel.layers.Sigmoid;
import easel.layers.Tanh;
import easel.layers.UpSampling2D;
import easel.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Question: how long do the layers without matrix products take, on the DCGAN generator's activations (128, 14, 14,
 * 64)? How long do a step of Adam and the check for non-finite gradients take, on 2 million parameters, about the
 * number in that generator? A copy of the activations is the baseline.
 *
 * <p>Command: {@code mvn -q -pl benchmarks -am compile exec:exec@jmh -Djmh.args="Layer"}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LayerBenchmark {
    private static final Shape ACTIVATIONS = Shape.of(128, 14, 14, 64);

    /** Called by JMH. */
    public LayerBenchmark() {}

    /** The layers. */
    public enum Piece {
        /** Batch normalization of 64 channels. */
        BATCH_NORM(BatchNorm.of(64)),
        /** Slope 0.3. */
        LEAKY_RELU(LeakyReLU.withSlope(0.3f)),
        /** max(x, 0). */
        RELU(ReLU.of()),
        /** Hyperbolic tangent. */
        TANH(Tanh.of()),
        /** Logistic function. */
        SIGMOID(Sigmoid.of()),
        /** Rate 0.4. */
        DROPOUT(Dropout.withRate(0.4f)),
        /** 2×2. */
        MAX_POOL(MaxPool2D.of(2)),
        /** By 2. */
        UP_SAMPLING(UpSampling2D.by(2));

        private final Layer layer;

        Piece(Layer layer) {
            this.layer = layer;
        }
    }

    /** A layer, its input and the gradient of its output. */
    @State(Scope.Benchmark)
    public static class Pass {
        /** The layer. */
        @Param
        public Piece piece;

        private final RandomStream random = RandomStream.of(1);
        private final Buffers buffers = new Buffers();
        private Layer layer;
        private Tensor x;
        private Tensor dy;
        private List<Tensor> wanted;

        /** Called by JMH. */
        public Pass() {}

        /** Draws the activations. */
        @Setup
        public void draw() {
            layer = piece.layer;
            x = normal(ACTIVATIONS, random);
            dy = normal(layer.outputShape(ACTIVATIONS.example()).batch(ACTIVATIONS.axis(0)), random);
            wanted = new ArrayList<>(layer.parameters());
            wanted.add(x);
        }
    }

    /**
     * A forward pass in training mode.
     *
     * @param pass the layer
     * @return one value of the result, so that the compiler keeps the computation
     */
    @Benchmark
    public float forward(Pass pass) {
        try (Tape tape = Tape.training(pass.random, pass.buffers)) {
            return pass.layer.forward(pass.x, tape).array()[0];
        }
    }

    /**
     * A forward pass and the gradients of the input and of the parameters.
     *
     * @param pass the layer
     * @return one value of the result
     */
    @Benchmark
    public float forwardAndBackward(Pass pass) {
        try (Tape tape = Tape.training(pass.random, pass.buffers)) {
            Tensor y = pass.layer.forward(pass.x, tape);
            return tape.gradients(y, pass.dy, pass.wanted).of(pass.x).array()[0];
        }
    }

    /** Source and target of a copy. */
    @State(Scope.Benchmark)
    public static class Arrays {
        private final float[] source = normal(ACTIVATIONS, RandomStream.of(1)).array();
        private final float[] target = new float[source.length];

        /** Called by JMH. */
        public Arrays() {}
    }

    /**
     * A copy of the activations, on one thread.
     *
     * @param arrays source and target
     * @return the copy
     */
    @Benchmark
    public float[] copy(Arrays arrays) {
        System.arraycopy(arrays.source, 0, arrays.target, 0, arrays.source.length);
        return arrays.target;
    }

    /** Two million parameters and their gradients. */
    @State(Scope.Benchmark)
    public static class Weights {
        private final Adam adam = Adam.withLearningRate(2e-4f).withBeta1(0.5f);
        private final Gradients gradients;

        /** Draws the parameters and gradients. */
        public Weights() {
            RandomStream random = RandomStream.of(1);
            Parameter weights = Parameter.of(normal(Shape.of(2_000_000), random));
            Tape tape = Tape.training(random);
            Tensor same = tape.record("same", weights.copy(), (dy, sink) -> sink.add(weights, () -> dy), weights);
            gradients = tape.gradients(same, normal(weights.shape(), random), List.of(weights));
        }
    }

    /**
     * One step of Adam.
     *
     * @param weights parameters and their gradients
     * @return the number of steps
     */
    @Benchmark
    public long adam(Weights weights) {
        weights.adam.step(weights.gradients);
        return weights.adam.steps();
    }

    /**
     * The check for non-finite gradients that GanTrainer runs before each update.
     *
     * @param weights parameters and their gradients
     * @return true
     */
    @Benchmark
    public boolean finite(Weights weights) {
        return weights.gradients.isFinite();
    }

    private static Tensor normal(Shape shape, RandomStream random) {
        Tensor tensor = Tensor.zeros(shape);
        random.fillNormal(tensor.array(), 0, 1);
        return tensor;
    }
}
