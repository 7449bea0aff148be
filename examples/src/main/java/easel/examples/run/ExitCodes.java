package easel.examples.run;

/** The exit codes of all programs, and their lines in a help text. */
public final class ExitCodes {
    /** A loss that is not finite, a full disk or too little memory stopped the program. */
    public static final int FAILED = 1;
    /** The options are wrong. */
    public static final int MISUSED = 2;

    /** The heading of the list of exit codes. */
    public static final String HEADING = "%nExit codes:%n";
    /** The help line of success. */
    public static final String HELP_SUCCESS = "0:success";
    /** The help line of {@link #FAILED}. */
    public static final String HELP_FAILED =
            FAILED + ":a file, the disk, memory or the training failed; one line explains it";
    /** The help line of {@link #MISUSED}. */
    public static final String HELP_MISUSED = MISUSED + ":the options are wrong; one line explains it";

    /** The line for lost standard output, with the code {@link #FAILED}. */
    static final String OUTPUT_LOST = "Standard output was lost: its disk is full or its reader has ended. Files are"
            + " complete.";

    private ExitCodes() {}
}
