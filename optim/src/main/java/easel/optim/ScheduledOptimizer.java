package easel.optim;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tensor;
import java.util.Objects;

/** What the optimizers share: the step count, the learning rate, the slots, the checks. They add one loop each. */
abstract class ScheduledOptimizer implements Optimizer {
    /** Elements in one chunk of a parallel loop: about 6 µs of work, which pays for handing it over. */
    static final int GRAIN = 1 << 14;

    final Schedule schedule;
    final Slots slots;
    private long steps;

    ScheduledOptimizer(Schedule schedule, int moments) {
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        this.slots = new Slots(moments);
    }

    /**
     * Moves one parameter.
     *
     * @param theta its values. Modified
     * @param g the gradient, as long as theta. Not modified
     * @param slot what is remembered of it, its t already counting this update. Modified
     * @param rate the learning rate
     */
    abstract void move(float[] theta, float[] g, Slots.Slot slot, float rate);

    @Override
    public final void step(Gradients gradients) {
        float rate = learningRate();
        check(gradients);
        for (Tensor source : gradients.sources()) {
            Parameter parameter = (Parameter) source;
            float[] g = gradients.of(parameter).array();
            Slots.Slot slot = slots.of(parameter);
            slot.t++;
            parameter.update(theta -> move(theta, g, slot, rate));
        }
        steps++;
    }

    /** Refuses everything before anything is changed. */
    private static void check(Gradients gradients) {
        int position = 0;
        for (Tensor source : gradients.sources()) {
            if (!(source instanceof Parameter)) {
                throw new IllegalArgumentException("gradient " + position + " of " + gradients.sources().size()
                        + " is by a tensor of shape " + source.shape() + " that is not a Parameter; an optimizer"
                        + " changes parameters only. Ask the tape for the gradients of net.parameters()");
            }
            if (!gradients.of(source).shape().equals(source.shape())) {
                throw new IllegalArgumentException("gradient " + position + " of " + gradients.sources().size()
                        + " has shape " + gradients.of(source).shape() + ", its parameter " + source.shape()
                        + "; a function given to Gradients.map keeps the shape");
            }
            position++;
        }
    }

    @Override
    public final long steps() {
        return steps;
    }

    @Override
    public final float learningRate() {
        float rate = schedule.at(steps);
        if (!(rate >= 0 && rate <= Float.MAX_VALUE)) {
            throw new IllegalStateException("the schedule gave the learning rate " + rate + " for step " + steps
                    + "; it must be finite and at least 0");
        }
        return rate;
    }
}
