package easel.benchmarks.peers;

import easel.core.Tensor;
import easel.layers.Predictor;
import easel.layers.Sequential;

/** Computes the output of one network in Easel. */
interface Inference {
    /** Returns the output for a batch. */
    Tensor infer(Tensor x);

    /** The values of the option {@code --by}. */
    enum By {
        /** {@link Sequential#infer}. */
        INFER {
            @Override
            Inference of(Sequential network) {
                return network::infer;
            }
        },
        /** {@link Predictor}. */
        PREDICTOR {
            @Override
            Inference of(Sequential network) {
                return Predictor.of(network)::predict;
            }
        };

        /** The inference of a network. Preparations take place here and are not timed. */
        abstract Inference of(Sequential network);
    }
}
