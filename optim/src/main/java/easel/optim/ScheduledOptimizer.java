package easel.optim;

import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tensor;
import easel.core.state.State;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What the optimizers share: the step count, the learning rate, the slots, the checks. They add one loop each. */
abstract class ScheduledOptimizer implements Optimizer {
    /** Elements in one chunk of a parallel loop: about 6 µs of work, which pays for handing it over. */
    static final int GRAIN = 1 << 14;

    final Schedule schedule;
    Slots slots;
    private final String[] moments;
    private long steps;

    /** With the names of the running means that each parameter has. */
    ScheduledOptimizer(Schedule schedule, String... moments) {
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        this.moments = moments;
        this.slots = new Slots(moments.length);
    }

    /** Every setting but the learning rate, as {@code rho 0.9, epsilon 1.0E-7}. */
    abstract String settings();

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

    @Override
    public final State state(Map<String, Tensor> named) {
        slots.requireNames(named.values());
        State.Builder state = State.builder()
                .string("settings", toString())
                .string("learning_rate", rate(steps))
                .string("steps", Long.toString(steps));
        named.forEach((name, tensor) -> slots.find(tensor).ifPresent(slot -> {
            state.string(name + ".t", Long.toString(slot.t));
            for (int i = 0; i < moments.length; i++) {
                state.tensor(name + "." + moments[i], Tensor.wrap(tensor.shape(), slot.moments[i]));
            }
        }));
        return state.build();
    }

    @Override
    public final void restore(State state, Map<String, Tensor> named) {
        state.requireStrings(Map.of("settings", toString()));
        long savedSteps = state.count("steps");
        // A schedule of the user's own has no settings to compare.
        state.requireStrings(Map.of("learning_rate", rate(savedSteps)));
        Slots saved = new Slots(moments.length);
        Map<String, Tensor> empty = new LinkedHashMap<>();
        named.forEach((name, tensor) -> {
            if (tensor instanceof Parameter parameter && state.strings().containsKey(name + ".t")) {
                Slots.Slot slot = saved.of(parameter);
                slot.t = state.count(name + ".t");
                for (int i = 0; i < moments.length; i++) {
                    empty.put(name + "." + moments[i], Tensor.wrap(tensor.shape(), slot.moments[i]));
                }
            }
        });
        state.copyTo(empty);
        slots = saved;
        steps = savedSteps;
    }

    /** Nine digits tell all floats apart, and unlike Float.toString they are the same in every Java. */
    private String rate(long step) {
        return String.format(Locale.ROOT, "%.8e", schedule.at(step));
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + ", learning rate " + NamedSchedule.nameOf(schedule) + ", " + settings();
    }
}
