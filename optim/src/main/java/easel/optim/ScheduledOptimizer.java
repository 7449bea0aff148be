package easel.optim;

import easel.core.DivergedException;
import easel.core.Gradients;
import easel.core.Parameter;
import easel.core.Tensor;
import easel.core.kernels.Parallel;
import easel.core.state.State;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Base class of the optimizers. Counts steps, gets the learning rate from a schedule, checks gradients, and saves and
 * restores the state of each parameter. A subclass adds the update of a range of elements.
 */
abstract class ScheduledOptimizer implements Optimizer {
    final Schedule schedule;
    Slots slots;
    private final String squares;
    private final String[] moments;
    private long steps;

    /**
     * {@code moments} are the names of the moments of each parameter, such as m and v; {@code squares} is the one that
     * is a running mean of squares, or empty if none is.
     */
    ScheduledOptimizer(Schedule schedule, String squares, String... moments) {
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        this.squares = squares;
        this.moments = moments;
        this.slots = new Slots(moments.length);
    }

    /** All settings except the learning rate, such as {@code rho 0.9, epsilon 1.0E-7}. */
    abstract String settings();

    /**
     * Updates a range of elements of one parameter. Ranges run in parallel.
     *
     * @param theta the values of the parameter; modified
     * @param g the gradient, of the same length as theta; not modified
     * @param slot the state of the parameter: t, which includes this update, and the moments, which are modified
     * @param eta the learning rate
     * @param from the first element
     * @param to the element after the last
     */
    abstract void update(float[] theta, float[] g, Slots.Slot slot, float eta, int from, int to);

    @Override
    public final void step(Gradients gradients) {
        float eta = learningRate();
        check(gradients);
        for (Tensor source : gradients.sources()) {
            Parameter parameter = (Parameter) source;
            float[] g = gradients.of(parameter).array();
            Slots.Slot slot = slots.of(parameter);
            slot.t++;
            parameter.update(theta -> Parallel.forRange(theta.length, Parallel.ELEMENTWISE_GRAIN,
                    (from, to) -> update(theta, g, slot, eta, from, to)));
        }
        steps++;
    }

    /** Checks all gradients before the first update. */
    private static void check(Gradients gradients) {
        int position = 0;
        for (Tensor source : gradients.sources()) {
            if (!(source instanceof Parameter)) {
                throw new IllegalArgumentException("gradient " + position + " of " + gradients.sources().size()
                        + " is with respect to a tensor of shape " + source.shape() + " that is not a Parameter; an"
                        + " optimizer updates parameters only. Pass tape.gradients(loss, net.parameters())");
            }
            if (!gradients.of(source).shape().equals(source.shape())) {
                throw new IllegalArgumentException("gradient " + position + " of " + gradients.sources().size()
                        + " has shape " + gradients.of(source).shape() + ", but its parameter has shape "
                        + source.shape() + "; a function passed to Gradients.map must keep the shape");
            }
            position++;
        }
        if (!gradients.hasFiniteSquares()) {
            throw tooLarge(gradients);
        }
    }

    /** The error for the first element whose square is not finite; see {@link Optimizer}. */
    private static DivergedException tooLarge(Gradients gradients) {
        int position = 0;
        for (Tensor source : gradients.sources()) {
            for (float g : gradients.of(source).array()) {
                if (!(g * g <= Float.MAX_VALUE)) {
                    return new DivergedException("update refused: gradient " + position + " of "
                            + gradients.sources().size() + ", with respect to a parameter of shape " + source.shape()
                            + ", has the element " + g + "; expected finite elements of at most 1.8446743E19 in"
                            + " magnitude, whose squares are finite. Lower the learning rate, or clip the gradients"
                            + " with Clip.byGlobalNorm");
                }
            }
            position++;
        }
        throw new AssertionError("all squares are finite");
    }

    @Override
    public final long steps() {
        return steps;
    }

    @Override
    public final float learningRate() {
        float rate = schedule.at(steps);
        if (!(rate >= 0 && rate <= Float.MAX_VALUE)) {
            throw new IllegalStateException("the schedule returned the learning rate " + rate + " for step " + steps
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
        // An application's own schedule has no name to compare, so compare its learning rate.
        state.requireStrings(Map.of("learning_rate", rate(savedSteps)));
        Slots saved = new Slots(moments.length);
        Map<String, Tensor> targets = new LinkedHashMap<>();
        named.forEach((name, tensor) -> {
            if (tensor instanceof Parameter parameter && state.strings().containsKey(name + ".t")) {
                Slots.Slot slot = saved.of(parameter);
                slot.t = state.count(name + ".t");
                for (int i = 0; i < moments.length; i++) {
                    targets.put(name + "." + moments[i], Tensor.wrap(tensor.shape(), slot.moments[i]));
                }
            }
        });
        state.copyTo(targets);
        state.requireFinite(name -> !squares.isEmpty() && name.endsWith("." + squares));
        slots = saved;
        steps = savedSteps;
    }

    /** The rate as text. Nine digits distinguish all floats and, unlike Float.toString, do not depend on the JDK. */
    private String rate(long step) {
        return String.format(Locale.ROOT, "%.8e", schedule.at(step));
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + ", learning rate " + NamedSchedule.nameOf(schedule) + ", " + settings();
    }
}
