package easel.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains why a Spark job failed, in one line. */
final class SparkFailure {
    private static final Pattern MISSING_CLASS =
            Pattern.compile("(?:ClassNotFoundException|NoClassDefFoundError): ([\\w.$/]+)");
    private static final Pattern OTHER_CLASS = Pattern.compile("InvalidClassException: ([\\w.$]+)|SerializedLambda");

    /** After the number of the executor come the class of the exception and its message. */
    private static final Pattern CAUSE = Pattern.compile("executor \\S+\\): (?:[\\w.$]+: )?(.*)");

    private SparkFailure() {}

    static String explain(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        Matcher missing = MISSING_CLASS.matcher(text);
        if (missing.find()) {
            return "the executors do not have the class " + missing.group(1).replace('/', '.')
                    + ": give spark-submit the jar of easel-spark as application, or name it in --jars or"
                    + " spark.executor.extraClassPath with an absolute path";
        }
        if (OTHER_CLASS.matcher(text).find()) {
            return "the executors have other classes than the driver: use the same jar on both"
                    + " (spark.executor.extraClassPath with an absolute path)";
        }
        Matcher cause = CAUSE.matcher(text);
        return "a task failed on the executors: "
                + (cause.find() ? cause.group(1) : text.lines().findFirst().orElse("no message"));
    }
}
