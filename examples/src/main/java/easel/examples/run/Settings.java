package easel.examples.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import easel.core.kernels.Gemm;
import easel.core.kernels.Parallel;
import easel.layers.Models;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code settings.json}: the options of a run, its software and machine, and how the run ended. The member {@code end}
 * is null until the run ends. It stays null if the process is killed.
 */
final class Settings {
    static final String FILE = "settings.json";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();
    private static final Pattern ESCAPE_OR_SURROGATE =
            Pattern.compile("\\\\u202[89]|\\\\.|[\\p{Cs}\\x{10000}-\\x{10ffff}]");

    private final long start = System.nanoTime();
    private final String program;
    private final Map<String, Object> options = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Collects the settings at the start of a run that continues after {@code stepsBefore} steps. */
    Settings(String program, CommandSpec spec, String data, long stepsBefore, long steps) {
        this.program = program;
        for (OptionSpec option : spec.options()) {
            if (!option.usageHelp()) {
                options.put(option.longestName(), option.getValue());
            }
        }
        values.put("seed", options.get("--seed"));
        values.put("data", data);
        values.put("easel", Models.LIBRARY_VERSION);
        values.put("java", System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
        values.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        values.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch"));
        values.put("kernel", Gemm.chosen().kind().name().toLowerCase(Locale.ROOT));
        values.put("kernel_description", Gemm.chosen().describe());
        values.put("vector_api", Gemm.chosen().kind() == Gemm.Kind.VECTOR);
        values.put("threads", Parallel.threads());
        values.put("processors", Runtime.getRuntime().availableProcessors());
        values.put("memory_mb", Runtime.getRuntime().maxMemory() >> 20);
        values.put("started", now());
        values.put("resumed_after_step", stepsBefore == 0 ? null : stepsBefore);
        values.put("steps_wanted", steps);
        values.put("steps_done", stepsBefore);
        values.put("seconds", null);
        values.put("ended", null);
        values.put("end", null);
    }

    /** Records how the run ended: "complete", "interrupted", or another reason. */
    void end(String how, long stepsDone) {
        values.put("steps_done", stepsDone);
        values.put("seconds", seconds());
        values.put("ended", now());
        values.put("end", how);
    }

    /** The time in UTC, in seconds. */
    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The time since the start of the run. */
    double seconds() {
        return Math.round((System.nanoTime() - start) / 1e7) / 100.0;
    }

    String program() {
        return program;
    }

    /** The program's options with their values, explicit or default. */
    Map<String, Object> options() {
        return options;
    }

    /** All other values, in the order of the file. */
    Map<String, Object> values() {
        return values;
    }

    String json() {
        JsonObject json = new JsonObject();
        json.addProperty("program", program);
        json.add("options", members(options));
        members(values).entrySet().forEach(member -> json.add(member.getKey(), member.getValue()));
        return ESCAPE_OR_SURROGATE.matcher(GSON.toJson(json)).replaceAll(Settings::escaped) + "\n";
    }

    private static JsonObject members(Map<String, Object> members) {
        JsonObject json = new JsonObject();
        members.forEach((name, value) -> json.add(name, value == null ? JsonNull.INSTANCE
                : value instanceof Number number ? new JsonPrimitive(number)
                : value instanceof Boolean flag ? new JsonPrimitive(flag) : new JsonPrimitive(value.toString())));
        return json;
    }

    /**
     * Replaces the short escapes of Gson, such as \n, by the form {@code \}{@code uXXXX}, and escapes surrogates in the
     * same way, because an unpaired surrogate has no UTF-8 form. The line separators U+2028 and U+2029 are not escaped.
     */
    private static String escaped(MatchResult match) {
        String text = match.group();
        if (text.length() == 6) {
            return text.equals("\\u2028") ? "\u2028" : "\u2029";
        }
        if (text.startsWith("\\")) {
            int control = "btnvfr".indexOf(text.charAt(1));      // U+0008 to U+000D, of which v is never found
            return Matcher.quoteReplacement(control < 0 ? text : unicode(8 + control));
        }
        return text.chars().mapToObj(c -> Matcher.quoteReplacement(unicode(c))).collect(Collectors.joining());
    }

    private static String unicode(int c) {
        return String.format("\\u%04x", c);
    }
}
