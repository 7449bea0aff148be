package easel.examples.study;

/** What the page may ask questions about: the present step. */
interface Present {
    /** The networks of the present step. */
    Game game();

    /** The examples that are shown. */
    View view();

    /**
     * The operations of the next step.
     *
     * @throws IllegalArgumentException if there are none; its message is a sentence for the person at the page
     */
    StepTrace trace();
}
