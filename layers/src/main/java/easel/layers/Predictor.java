package easel.layers;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import java.util.ArrayList;
import java.util.List;

/**
 * A network prepared for many inferences: {@link #predict} computes the bits of {@link Sequential#infer} in less time.
 *
 * <pre>
 * Predictor predictor = Predictor.of(generator);
 * Tensor images = predictor.predict(z);
 * </pre>
 *
 * It packs or transforms the weights of each layer once and reuses the arrays of intermediate results. It shares the
 * tensors of the network. A layer is prepared again at the next call after one of its parameters has changed, which it
 * learns from {@link Parameter#version}; changes of the array without {@link Parameter#update} are not seen. So a
 * network in training is not worth a Predictor for a single batch: preparing takes as long as {@link Sequential#infer}
 * saves.
 *
 * <p>Any number of threads may use a Predictor at the same time, but not while another thread changes the network.
 *
 * <p>Memory, in addition to the network: {@link #floats} for the prepared weights, at most twice a dense weight, and for
 * a convolution at most 10 times the weight or 4 MB ({@link easel.core.convolution.PreparedConvolution}); and for each
 * call that runs at the same time the intermediate results of one or two layers. The garbage collector may free the
 * latter between calls.
 */
public final class Predictor {
    private final Sequential network;
    private final List<Step> steps = new ArrayList<>();
    private final Scratch<Activations> activations = Scratch.of(Activations::new);

    private Predictor(Sequential network) {
        this.network = network;
        Shape shape = network.input();
        for (Layer layer : network.steps()) {
            steps.add(new Step(layer, shape));
            shape = layer.outputShape(shape);
        }
    }

    /**
     * Prepares a network.
     *
     * @param network the network; the predictor shares its tensors
     * @return a predictor
     */
    public static Predictor of(Sequential network) {
        return new Predictor(network);
    }

    /**
     * Computes the output for a batch in inference mode.
     *
     * @param x a batch, (N, …). Not modified
     * @return a batch of the network's output shape, with the bits of {@link Sequential#infer}
     * @throws IllegalArgumentException if the network does not take the shape of x
     */
    public Tensor predict(Tensor x) {
        Inputs.checkBatch(network, x);
        try (Lease<Activations> lease = activations.lend()) {
            Activations buffers = lease.value();
            Tensor y = x;
            for (Step step : steps) {
                y = step.current().infer(y, buffers);
                buffers.keepOnly(y);
            }
            buffers.end(y);
            return y;
        }
    }

    /**
     * The input shape of one example.
     *
     * @return the shape, without N
     */
    public Shape input() {
        return network.input();
    }

    /**
     * The memory for prepared weights.
     *
     * @return floats that are kept in addition to the tensors of the network
     */
    public long floats() {
        return steps.stream().mapToLong(step -> step.current().floats()).sum();
    }

    @Override
    public String toString() {
        return "Predictor of " + network;
    }

    /** A layer, and its prepared form for certain versions of its parameters. */
    private static final class Step {
        private final Layer layer;
        private final Shape input;
        private final List<Parameter> parameters;
        private volatile Versioned versioned;

        /** A prepared layer, and the versions of the parameters that it was made from. */
        private record Versioned(PreparedLayer prepared, long[] versions) {}

        Step(Layer layer, Shape input) {
            this.layer = layer;
            this.input = input;
            this.parameters = layer.parameters();
            this.versioned = prepare();
        }

        PreparedLayer current() {
            Versioned current = versioned;
            return isCurrent(current) ? current.prepared : prepareAgain();
        }

        private synchronized PreparedLayer prepareAgain() {
            if (!isCurrent(versioned)) {
                versioned = prepare();
            }
            return versioned.prepared;
        }

        private Versioned prepare() {
            long[] versions = parameters.stream().mapToLong(Parameter::version).toArray();
            return new Versioned(layer.prepare(input), versions);
        }

        private boolean isCurrent(Versioned candidate) {
            for (int i = 0; i < candidate.versions.length; i++) {
                if (candidate.versions[i] != parameters.get(i).version()) {
                    return false;
                }
            }
            return true;
        }
    }
}
