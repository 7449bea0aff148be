package easel.benchmarks.peers;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the results of a comparison as JSON, with the date, the processor and the Java version. */
final class Results {
    private Results() {}

    /**
     * Writes the file and creates its folder.
     *
     * @param out the file; an existing one is replaced
     * @param settings settings of all runs, by name
     * @param runs records, one for each run
     */
    static void write(Path out, Map<String, ?> settings, List<?> runs) throws IOException {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("date", Instant.now().toString());
        content.put("machine", machine());
        content.put("javaVersion", System.getProperty("java.version"));
        content.putAll(settings);
        content.put("runs", runs);
        if (out.getParent() != null) {
            Files.createDirectories(out.getParent());
        }
        Files.writeString(out, new GsonBuilder().setPrettyPrinting().create().toJson(content) + "\n");
    }

    private static String machine() throws IOException {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        String model = Files.isReadable(cpuinfo)
                ? Files.readAllLines(cpuinfo).stream().filter(l -> l.startsWith("model name")).findFirst()
                        .map(l -> l.substring(l.indexOf(':') + 1).strip()).orElse("unknown processor")
                : System.getProperty("os.arch");
        return model + ", " + Runtime.getRuntime().availableProcessors() + " processors";
    }
}
