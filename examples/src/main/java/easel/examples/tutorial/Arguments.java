package easel.examples.tutorial;

/** Checks the arguments of the small programs. */
final class Arguments {
    /** A number above 0. */
    static final String NUMBER = "(?=.*[1-9])[0-9]{1,8}(\\.[0-9]{1,8})?";
    /** A whole number above 0. */
    static final String COUNT = "[1-9][0-9]{0,6}";
    static final String FILE = "[^-].*";

    private Arguments() {}

    /**
     * Whether there are at most as many arguments as patterns, and each matches its pattern. If not, prints the usage.
     */
    static boolean fit(String[] args, String usage, String... patterns) {
        boolean fit = args.length <= patterns.length;
        for (int i = 0; fit && i < args.length; i++) {
            fit = args[i].matches(patterns[i]);
        }
        if (!fit) {
            System.out.println("Usage: " + usage);
        }
        return fit;
    }
}
