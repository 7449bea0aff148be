package easel.examples.run;

import java.io.PrintStream;
import java.util.List;

/** Starts a small program, which prints to System.out and takes arguments by position but no options. */
public final class SmallProgram {
    /** A number above 0. */
    public static final String NUMBER = "(?=.*[1-9])[0-9]{1,8}(\\.[0-9]{1,8})?";
    /** A whole number above 0. */
    public static final String COUNT = "[1-9][0-9]{0,8}";
    /** A file or a folder. */
    public static final String FILE = "[^-].*";

    private SmallProgram() {}

    /**
     * Checks the arguments and prepares standard output. With wrong arguments, the JVM ends with exit code 2. If
     * standard output is lost, as on a full disk, the JVM ends with exit code 1 after the program. Characters that the
     * terminal lacks, such as →, are printed in ASCII.
     *
     * @param args of main; with --help, the usage is printed, and the JVM ends with exit code 0
     * @param usage names the program, its arguments and their defaults
     * @param patterns a regular expression for each argument; all arguments are optional
     */
    public static void start(String[] args, String usage, String... patterns) {
        endWithOneIfLost(System.out);
        if (List.of(args).equals(List.of("--help")) || List.of(args).equals(List.of("-h"))) {
            System.out.println("Usage: " + usage);
            System.exit(0);
        }
        if (!fit(args, patterns)) {
            System.err.println("Usage: " + usage);
            System.exit(ExitCodes.MISUSED);
        }
        TerminalEncoding.replaceInStandardOutput();
    }

    private static void endWithOneIfLost(PrintStream out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (out.checkError()) {
                System.err.println(ExitCodes.OUTPUT_LOST);
                Runtime.getRuntime().halt(ExitCodes.FAILED);
            }
        }, "check standard output"));
    }

    /** Whether there are at most as many arguments as patterns, and each matches its pattern. */
    static boolean fit(String[] args, String... patterns) {
        boolean fit = args.length <= patterns.length;
        for (int i = 0; fit && i < args.length; i++) {
            fit = args[i].matches(patterns[i]);
        }
        return fit;
    }
}
