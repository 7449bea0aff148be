package easel.examples.study;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of the page: resources of this package. A request can only select one of these names. */
final class PageFiles {
    static final String INDEX = "index.html";

    /** All names. The page imports the scripts from each other. */
    static final List<String> NAMES = List.of(INDEX, "style.css", "main.js", "events.js", "url.js", "dom.js",
            "graph.js", "nodes.js", "controls.js", "plane.js", "scene.js", "draw.js", "images.js", "latent.js",
            "curves.js", "chart.js", "stepper.js", "operation.js", "tensors.js", "lesson.js", "lesson.md");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html", "css", "text/css", "js", "text/javascript", "md", "text/plain");

    private final Map<String, byte[]> contents = new LinkedHashMap<>();

    /** Reads all files. */
    PageFiles() throws IOException {
        for (String name : NAMES) {
            try (InputStream resource = PageFiles.class.getResourceAsStream(name)) {
                if (resource == null) {
                    throw new IllegalStateException("The page of the study lacks " + name + " in " + PageFiles.class);
                }
                contents.put(name, resource.readAllBytes());
            }
        }
    }

    /** Returns a file's content. The empty name is the page itself. */
    Optional<byte[]> content(String name) {
        return Optional.ofNullable(contents.get(name.isEmpty() ? INDEX : name));
    }

    /** Returns the media type of a file. */
    static String type(String name) {
        String file = name.isEmpty() ? INDEX : name;
        return TYPES.get(file.substring(file.lastIndexOf('.') + 1)) + "; charset=utf-8";
    }
}
