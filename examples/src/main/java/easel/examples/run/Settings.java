package easel.examples.run;

import easel.core.kernels.Gemm;
import easel.core.kernels.Parallel;
import easel.layers.Models;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * {@code settings.json}: the options of a run, the software and machine that compute it, and how it ended. Before the
 * end of the run {@code end} is null; it stays null if the process is killed.
 */
final class Settings {
    static final String FILE = "settings.json";

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

    /** Adds how the run ended: "complete", "interrupted", or another reason. */
    void end(String how, long stepsDone) {
        values.put("steps_done", stepsDone);
        values.put("seconds", seconds());
        values.put("ended", now());
        values.put("end", how);
    }

    private static String now() {
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
        StringBuilder json = new StringBuilder("{\n  \"program\": ").append(json(program));
        json.append(",\n  \"options\": {");
        members(json, options, "\n    ");
        json.append("\n  },");
        members(json, values, "\n  ");
        return json.append("\n}\n").toString();
    }

    private static void members(StringBuilder json, Map<String, Object> members, String indentation) {
        String separator = indentation;
        for (Map.Entry<String, Object> member : members.entrySet()) {
            json.append(separator).append(json(member.getKey())).append(": ").append(json(member.getValue()));
            separator = "," + indentation;
        }
    }

    /** Numbers, true, false and null as in Java; any other value as a string. */
    private static String json(Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toString().toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {      // an unpaired surrogate has no UTF-8 form
                quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
