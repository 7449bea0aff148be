package easel.optim;

/**
 * The learning rate as a function of the step. A schedule has no state, so it can be a lambda and several optimizers
 * can share it. A lambda has no name: a restored optimizer compares its rate at the saved step only.
 *
 * <p>The schedules below convert their rates and factors to float, then compute in double with {@link StrictMath}, so
 * the rates are the same on every machine.
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The learning rate of one step.
     *
     * @param step the number of earlier steps: 0 for the first update
     * @return a rate, finite and at least 0
     */
    float at(long step);

    /**
     * A copy that starts later: the rate of step 0 for a number of steps, then this schedule from its start.
     *
     * @param steps the number of steps before the start, at least 0
     * @return the schedule max(0, step − steps) ↦ rate
     * @throws IllegalArgumentException if the number is negative
     */
    default Schedule withDelay(long steps) {
        if (steps < 0) {
            throw new IllegalArgumentException("delay " + steps + ": expected at least 0 steps");
        }
        Schedule delayed = step -> at(Math.max(0, step - steps));
        return this instanceof NamedSchedule named
                ? new NamedSchedule(named.name() + " after " + steps + " steps", delayed) : delayed;
    }

    /**
     * A constant rate.
     *
     * @param rate finite and above 0
     * @return the schedule
     * @throws IllegalArgumentException if the rate is not finite and above 0
     */
    static Schedule constant(double rate) {
        float eta = Check.positive("learning rate", rate);
        return new NamedSchedule(Float.toString(eta), step -> eta);
    }

    /**
     * Step decay: {@code initial · factor^⌊step / every⌋}.
     *
     * @param initial the rate at step 0, finite and above 0
     * @param factor multiplies the rate once in each interval; finite and above 0, below 1 to reduce the rate
     * @param every the length of an interval in steps, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range
     */
    static Schedule stepDecay(double initial, double factor, long every) {
        float first = Check.positive("initial learning rate", initial);
        float ratio = Check.positive("factor", factor);
        Check.steps("every", every);
        return NamedSchedule.of("stepDecay", first, ratio, every,
                step -> (float) (first * StrictMath.pow(ratio, step / every)));
    }

    /**
     * Exponential decay, the continuous form of {@link #stepDecay}:
     * {@code initial · factor^(step / every)}.
     *
     * @param initial the rate at step 0, finite and above 0
     * @param factor multiplies the rate once in each interval; finite and above 0, below 1 to reduce the rate
     * @param every the length of an interval in steps, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range
     */
    static Schedule exponential(double initial, double factor, long every) {
        float first = Check.positive("initial learning rate", initial);
        float ratio = Check.positive("factor", factor);
        Check.steps("every", every);
        return NamedSchedule.of("exponential", first, ratio, every,
                step -> (float) (first * StrictMath.pow(ratio, (double) step / every)));
    }

    /**
     * Linear change to the end rate, then constant: {@code initial + (end − initial) · p} with
     * {@code p = min(step / steps, 1)}.
     *
     * @param initial the rate at step 0, finite, 0 or above
     * @param end the rate from step {@code steps} on, finite, 0 or above
     * @param steps number of steps of the linear change, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range
     */
    static Schedule linear(double initial, double end, long steps) {
        float first = Check.notNegative("initial learning rate", initial);
        float last = Check.notNegative("end learning rate", end);
        Check.steps("steps", steps);
        return NamedSchedule.of("linear", first, last, steps, step -> {
            double p = Math.min((double) step / steps, 1);
            return (float) ((1 - p) * first + p * last);
        });
    }

    /**
     * Half a cosine wave, then constant: {@code end + (initial − end) · (1 + cos(π·p)) / 2} with
     * {@code p = min(step / steps, 1)}.
     *
     * <p>Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, ICLR 2017, arXiv 1608.03983,
     * equation 5, for one period without a restart.
     *
     * @param initial the rate at step 0, finite, 0 or above
     * @param end the rate from step {@code steps} on, finite, 0 or above
     * @param steps number of steps of the half wave, at least 1
     * @return the schedule
     * @throws IllegalArgumentException if an argument is out of range
     */
    static Schedule cosine(double initial, double end, long steps) {
        float first = Check.notNegative("initial learning rate", initial);
        float last = Check.notNegative("end learning rate", end);
        Check.steps("steps", steps);
        return NamedSchedule.of("cosine", first, last, steps, step -> {
            double p = Math.min((double) step / steps, 1);
            double share = (1 + StrictMath.cos(Math.PI * p)) / 2;
            return (float) (share * first + (1 - share) * last);
        });
    }
}
