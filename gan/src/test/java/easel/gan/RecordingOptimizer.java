package easel.gan;

import easel.core.Gradients;
import easel.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** Wraps an optimizer; keeps copies of all gradients. */
final class RecordingOptimizer implements Optimizer {
    final List<Gradients> seen = new ArrayList<>();
    private final Optimizer optimizer;

    RecordingOptimizer(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    @Override
    public void step(Gradients gradients) {
        seen.add(gradients.scaled(1));
        optimizer.step(gradients);
    }

    @Override
    public long steps() {
        return optimizer.steps();
    }

    @Override
    public float learningRate() {
        return optimizer.learningRate();
    }
}
