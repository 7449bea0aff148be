package easel.optim;

/** A schedule with a name, by which it is compared with a saved one. */
record NamedSchedule(String name, Schedule schedule) implements Schedule {
    static Schedule of(String kind, float first, float second, long steps, Schedule schedule) {
        return new NamedSchedule(kind + "(" + first + ", " + second + ", " + steps + ")", schedule);
    }

    /** The name of any schedule. The text of a lambda differs between processes, so lambdas share one name. */
    static String nameOf(Schedule schedule) {
        return schedule instanceof NamedSchedule named ? named.name : "of your own";
    }

    @Override
    public float at(long step) {
        return schedule.at(step);
    }
}
