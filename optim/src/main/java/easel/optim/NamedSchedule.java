package easel.optim;

/** A schedule with a name. Optimizers save the name and compare it on restore. */
record NamedSchedule(String name, Schedule schedule) implements Schedule {
    static Schedule of(String kind, float first, float second, long steps, Schedule schedule) {
        return new NamedSchedule(kind + "(" + first + ", " + second + ", " + steps + ")", schedule);
    }

    /** The name of any schedule. {@code toString} of a lambda differs between processes, so lambdas share one name. */
    static String nameOf(Schedule schedule) {
        return schedule instanceof NamedSchedule named ? named.name : "of your own";
    }

    @Override
    public float at(long step) {
        return schedule.at(step);
    }
}
