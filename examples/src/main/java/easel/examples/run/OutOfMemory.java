package easel.examples.run;

import java.io.File;
import java.util.Optional;

/** The line that a program prints when memory or threads are exhausted. */
final class OutOfMemory {
    /** The reason, with a remedy, if {@link #isOfThreads}. */
    static final String THREADS = "the system starts no more threads; raise the limit of processes (ulimit -u, or pids"
            + " of a container)";

    private static final int SMALLEST_MEGABYTES = 256;

    private OutOfMemory() {}

    /** Explains an error and names the remedy for the way in which this program was started. */
    static String explain(OutOfMemoryError error) {
        return explain(String.valueOf(error.getMessage()), Runtime.getRuntime().maxMemory() >> 20,
                System.getProperty("maven.home") != null, jar(System.getProperty("java.class.path")));
    }

    /** Whether the system starts no more threads; true also if a class could not be initialized for this reason. */
    static boolean isOfThreads(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (isOfThreads(String.valueOf(cause.getMessage()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfThreads(String message) {
        return message.contains("native thread");
    }

    /**
     * Explains an error.
     *
     * @param message of the error
     * @param megabytes the largest heap
     * @param maven whether Maven runs this program in its own virtual machine
     * @param jar the jar that java was started with, if it was started with -jar
     */
    static String explain(String message, long megabytes, boolean maven, Optional<String> jar) {
        if (isOfThreads(message)) {
            return "The system starts no more threads (" + message + "). Raise the limit of processes: ulimit -u, or"
                    + " pids of a container.";
        }
        if (message.contains("array size")) {
            return "Out of memory: an array would be larger than Java allows (" + message + "). Choose a smaller"
                    + " --batch, --count or --size.";
        }
        if (message.contains("etaspace") || message.contains("class space")) {
            return "Out of memory: " + message + ". Leave out the options that limit it, such as -XX:MaxMetaspaceSize.";
        }
        String more = "-Xmx" + Math.max(SMALLEST_MEGABYTES, 2 * megabytes) + "m";
        return "Out of memory: Java's heap has " + megabytes + " MB. Choose a smaller --batch or --count, or give Java"
                + " more memory: " + (maven ? "MAVEN_OPTS=" + more
                : "java " + more + jar.map(file -> " -jar " + file).orElse("")) + ".";
    }

    /** With -jar the class path is that jar. */
    static Optional<String> jar(String classPath) {
        return Optional.of(classPath).filter(path -> path.endsWith(".jar") && !path.contains(File.pathSeparator));
    }
}
