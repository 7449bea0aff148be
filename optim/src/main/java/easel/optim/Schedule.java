package easel.optim;

/**
 * The learning rate as a function of the step. A schedule remembers nothing, so a lambda will do, and one may
 * serve several optimizers.
 *
 * <p>Those made here are evaluated in double with {@link StrictMath}, so they give the same rates everywhere.
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The learning rate of one step.
     *
     * @param step steps taken before: 0 for the first update
     * @return a rate, finite and at least 0
     */
    float at(long step);

    /**
     * The same rate for ever.
     *
     * @param rate finite and above 0
     * @return the schedule
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    static Schedule constant(float rate) {
        Check.positive("learning rate", rate);
        return new NamedSchedule(Float.toString(rate), step -> rate);
    }

    /**
     * A staircase: {@code initial · factor^⌊step / every⌋}.
     *
     * @param initial the rate at step 0, finite and above 0
     * @param factor of each stair, finite and above 0, below 1 to descend
     * @param every steps on one stair, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument lies outside its range
     */
    static Schedule stepDecay(float initial, float factor, long every) {
        Check.positive("initial learning rate", initial);
        Check.positive("factor", factor);
        Check.steps("every", every);
        return NamedSchedule.of("stepDecay", initial, factor, every,
                step -> (float) (initial * StrictMath.pow(factor, step / every)));
    }

    /**
     * The smooth form of {@link #stepDecay}: {@code initial · factor^(step / every)}.
     *
     * @param initial the rate at step 0, finite and above 0
     * @param factor by which the rate changes in so many steps, finite and above 0, below 1 to fall
     * @param every the number of steps in which it does, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument lies outside its range
     */
    static Schedule exponential(float initial, float factor, long every) {
        Check.positive("initial learning rate", initial);
        Check.positive("factor", factor);
        Check.steps("every", every);
        return NamedSchedule.of("exponential", initial, factor, every,
                step -> (float) (initial * StrictMath.pow(factor, (double) step / every)));
    }

    /**
     * A straight line, then level: {@code initial + (end − initial) · p} with {@code p = min(step / steps, 1)}.
     *
     * @param initial the rate at step 0, finite, 0 or above
     * @param end the rate from step {@code steps} on, finite, 0 or above
     * @param steps the length of the line, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument lies outside its range
     */
    static Schedule linear(float initial, float end, long steps) {
        Check.notNegative("initial learning rate", initial);
        Check.notNegative("end learning rate", end);
        Check.steps("steps", steps);
        return NamedSchedule.of("linear", initial, end, steps, step -> {
            double p = Math.min((double) step / steps, 1);
            return (float) ((1 - p) * initial + p * end);
        });
    }

    /**
     * Half a cosine wave, then level: {@code end + (initial − end) · (1 + cos(π·p)) / 2} with
     * {@code p = min(step / steps, 1)}.
     *
     * <p>Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017, arXiv 1608.03983,
     * equation 5, for one period without a restart.
     *
     * @param initial the rate at step 0, finite, 0 or above
     * @param end the rate from step {@code steps} on, finite, 0 or above
     * @param steps the length of the half wave, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument lies outside its range
     */
    static Schedule cosine(float initial, float end, long steps) {
        Check.notNegative("initial learning rate", initial);
        Check.notNegative("end learning rate", end);
        Check.steps("steps", steps);
        return NamedSchedule.of("cosine", initial, end, steps, step -> {
            double p = Math.min((double) step / steps, 1);
            double share = (1 + StrictMath.cos(Math.PI * p)) / 2;
            return (float) (share * initial + (1 - share) * end);
        });
    }
}
