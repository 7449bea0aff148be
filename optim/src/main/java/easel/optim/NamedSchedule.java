package easel.optim;

/** A schedule that says what it is, so that a saved one can be compared. */
record NamedSchedule(String name, Schedule schedule) implements Schedule {
    static Schedule of(String kind, float first, float second, long steps, Schedule schedule) {
        return new NamedSchedule(kind + "(" + first + ", " + second + ", " + steps + ")", schedule);
    }

    /** The name of any schedule. A lambda's own would be another one in the next process. */
    static String nameOf(Schedule schedule) {
        return schedule instanceof NamedSchedule named ? named.name : "of your own";
    }

    @Override
    public float at(long step) {
        return schedule.at(step);
    }
}
