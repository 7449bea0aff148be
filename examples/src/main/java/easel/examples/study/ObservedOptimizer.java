package easel.examples.study;

import easel.core.Gradients;
import easel.core.Tensor;
import easel.core.state.State;
import easel.optim.Optimizer;
import java.util.Map;

/** An optimizer whose updates an {@link UpdateObserver} may see, or that is frozen and changes nothing. */
final class ObservedOptimizer implements Optimizer {
    private final String network;
    private final Optimizer optimizer;
    private final boolean frozen;
    private UpdateObserver observer = (name, gradients, update) -> update.run();

    ObservedOptimizer(String network, Optimizer optimizer, boolean frozen) {
        this.network = network;
        this.optimizer = optimizer;
        this.frozen = frozen;
    }

    /** Replaces the observer of the next updates. */
    void observe(UpdateObserver next) {
        observer = next;
    }

    boolean isFrozen() {
        return frozen;
    }

    @Override
    public void step(Gradients gradients) {
        observer.update(network, gradients, () -> {
            if (!frozen) {
                optimizer.step(gradients);
            }
        });
    }

    @Override
    public long steps() {
        return optimizer.steps();
    }

    @Override
    public float learningRate() {
        return optimizer.learningRate();
    }

    @Override
    public State state(Map<String, Tensor> named) {
        return optimizer.state(named);
    }

    @Override
    public void restore(State state, Map<String, Tensor> named) {
        optimizer.restore(state, named);
    }

    @Override
    public String toString() {
        return optimizer.toString();
    }
}
