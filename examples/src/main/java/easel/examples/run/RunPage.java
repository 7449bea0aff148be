package easel.examples.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code index.html}: one page that shows the files of a run's folder. It links only to these files, by relative names,
 * so it works from disk, without a network, and after the folder is moved. Browsers reload it every 5 seconds during
 * the run. If the process is killed, a script in the page detects that the page is no longer written, and the next
 * command that opens the folder corrects the page.
 */
final class RunPage {
    static final String FILE = "index.html";

    private static final String STYLE = """
            :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
            body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
            h1, h2 { line-height: 1.2; }
            h2 { margin-top: 2.5rem; }
            figure { margin: 0; }
            figcaption { font-size: 0.85rem; }
            img { max-width: 100%; height: auto; background: #fff; outline: 1px solid #8884; }
            .row { display: flex; flex-wrap: wrap; gap: 0 3rem; align-items: start; }
            .row figure { margin-bottom: 1rem; }
            .row img { max-height: 40rem; width: auto; }
            .pixels { image-rendering: pixelated; }
            .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: 1rem; }
            table { border-collapse: collapse; }
            th, td { padding: 0.15rem 1.5rem 0.15rem 0; text-align: left; vertical-align: top;
                border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
            th { font-weight: normal; }
            td { font-variant-numeric: tabular-nums; }
            """;

    private static final String REFRESH = "<meta http-equiv=\"refresh\" content=\"5\"/>\n";
    private static final String STATUS = "<p id=\"status\">";
    private static final String SILENCE = "<template id=\"silence\">";
    private static final String ENDED = "<template id=\"ended\">";
    private static final String SCRIPT_END = "</script>\n";
    private static final long LARGEST_PAGE = 1 << 26;

    /**
     * The status texts for a page that is no longer written.
     *
     * @param millis the time, in milliseconds since 1970, at which a running process would have written the page again
     * @param status shown by a browser after this time
     * @param ended the status if the process is known to have ended
     */
    record Silence(long millis, String status, String ended) {
        /** Without the characters that need an escape in XML. */
        String script() {
            return SILENCE + escaped(status) + "</template>\n" + ENDED + escaped(ended) + "</template>\n<script>\n"
                    + "if (Math.max(Date.now(), " + millis + ") !== " + millis + ") {\n"
                    + "    document.getElementById('status').textContent ="
                    + " document.getElementById('silence').content.textContent;\n}\n" + SCRIPT_END;
        }
    }

    private final RunFolder folder;
    private final Map<String, Optional<PngSize>> sizes = new HashMap<>();

    RunPage(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * Writes the page.
     *
     * @param quality the values of the last evaluation; empty without one
     * @param frames the names of the pictures of the animation, in order
     * @param status one sentence on the progress of the run
     * @param silence the status if the page is not written again in time; empty after the end of the run
     */
    void write(Settings settings, Map<String, Object> quality, List<String> frames, String status,
            Optional<Silence> silence) throws IOException {
        folder.write(FILE, html(settings, quality, frames, status, silence).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the page of a folder says that its run trains. */
    static boolean saysTraining(RunFolder folder) throws IOException {
        Path page = folder.path().resolve(FILE);
        return Files.isRegularFile(page, LinkOption.NOFOLLOW_LINKS) && Files.size(page) <= LARGEST_PAGE
                && Files.readString(page).contains(ENDED);
    }

    /** If the page says that its run trains, changes its status: the process has ended. */
    static void end(RunFolder folder) throws IOException {
        if (saysTraining(folder)) {
            String html = Files.readString(folder.path().resolve(FILE));
            String ended = html.substring(html.indexOf(ENDED) + ENDED.length());
            folder.write(FILE, (html.substring(0, html.indexOf(STATUS)).replace(REFRESH, "")
                    + STATUS + ended.substring(0, ended.indexOf('<')) + "</p>\n"
                    + ended.substring(ended.indexOf(SCRIPT_END) + SCRIPT_END.length()))
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private String html(Settings settings, Map<String, Object> quality, List<String> frames, String status,
            Optional<Silence> silence) throws IOException {
        List<String> files = folder.files();
        Set<String> framed = Set.copyOf(frames);
        String title = escaped(folder.path().toAbsolutePath().normalize().getFileName().toString());
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                + "<meta charset=\"utf-8\"/>\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                + (silence.isPresent() ? REFRESH : "")
                + "<title>" + title + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<h1>" + title
                + "</h1>\n" + STATUS + escaped(status) + "</p>\n" + silence.map(Silence::script).orElse(""));
        top(html, files, frames);
        if (!quality.isEmpty()) {
            table(html, "Last evaluation", quality);
        }
        html.append("<div class=\"row\">\n");
        table(html, "Settings", settings.options());
        table(html, "Run", settings.values());
        html.append("</div>\n");
        pictures(html, "The same latent points in the course of the training", "grid", frames);
        pictures(html, "Pictures", "grid", filter(files, name -> name.endsWith(".png") && !isPlot(name)
                && !framed.contains(name)));
        pictures(html, "Networks", "wide", filter(files, name -> name.endsWith(".svg")));
        links(html, "Checkpoints and models", filter(files, name -> name.endsWith(".safetensors")));
        if (files.stream().anyMatch(name -> name.startsWith("checkpoint-"))) {
            html.append("<p>").append(escaped(settings.program())).append(" continues from the last checkpoint with ")
                    .append("<code>--resume ").append(escaped(folder.toString())).append("</code>.</p>\n");
        }
        links(html, "Files", filter(files, name -> name.endsWith(".csv") || name.endsWith(".json")));
        return html.append("</body>\n</html>\n").toString();
    }

    private static List<String> filter(List<String> names, Predicate<String> wanted) {
        return names.stream().filter(wanted).toList();
    }

    /** The newest picture, the animation, and the plots. */
    private void top(StringBuilder html, List<String> files, List<String> frames) throws IOException {
        html.append("<div class=\"row\">\n");
        if (!frames.isEmpty()) {
            figure(html, frames.get(frames.size() - 1), "the newest picture of the same latent points", "");
        }
        if (files.contains(Animation.FILE)) {
            figure(html, Animation.FILE, "all these pictures in turn", "");
        }
        if (files.contains(LossPlot.FILE)) {
            figure(html, LossPlot.FILE, "both losses", "");
        }
        if (files.contains(QualityPlot.FILE)) {
            figure(html, QualityPlot.FILE, "Fréchet distance of the evaluations; low is good", "");
        }
        html.append("</div>\n");
    }

    private static void table(StringBuilder html, String heading, Map<String, Object> rows) {
        html.append("<section>\n<h2>").append(heading).append("</h2>\n<table>\n");
        rows.forEach((name, value) -> {
            if (value != null) {
                html.append("<tr><th scope=\"row\">").append(escaped(name)).append("</th><td>")
                        .append(escaped(value.toString())).append("</td></tr>\n");
            }
        });
        html.append("</table>\n</section>\n");
    }

    private void pictures(StringBuilder html, String heading, String layout, List<String> names)
            throws IOException {
        if (names.isEmpty()) {
            return;
        }
        html.append("<h2>").append(heading).append("</h2>\n<div class=\"").append(layout).append("\">\n");
        for (String name : names) {
            figure(html, name, "", " loading=\"lazy\"");
        }
        html.append("</div>\n");
    }

    private void figure(StringBuilder html, String name, String caption, String attributes) throws IOException {
        String link = link(name);
        html.append("<figure><a href=\"").append(link).append("\"><img src=\"").append(link).append("\" alt=\"")
                .append(escaped(name)).append('"').append(attributes)
                .append(isPlot(name) ? "" : " class=\"pixels\"");
        // With width and height, a picture that loads later does not change the layout of the page.
        size(name).ifPresent(size ->
                html.append(String.format(Locale.ROOT, " width=\"%d\" height=\"%d\"", size.width(), size.height())));
        html.append("/></a><figcaption>").append(escaped(name)).append(caption.isEmpty() ? "" : ", " + caption)
                .append("</figcaption></figure>\n");
    }

    /** Whether a picture is drawn with lines and text; the others are magnified pixels. */
    private static boolean isPlot(String name) {
        return name.equals(LossPlot.FILE) || name.equals(QualityPlot.FILE) || name.endsWith(".svg");
    }

    private Optional<PngSize> size(String name) throws IOException {
        if (!name.endsWith(".png")) {
            return Optional.empty();
        }
        Optional<PngSize> size = sizes.get(name);
        if (size == null) {
            size = PngSize.of(folder.path().resolve(name));
            sizes.put(name, size);
        }
        return size;
    }

    private void links(StringBuilder html, String heading, List<String> names) throws IOException {
        if (names.isEmpty()) {
            return;
        }
        html.append("<h2>").append(heading).append("</h2>\n<ul>\n");
        for (String name : names) {
            html.append("<li><a href=\"").append(link(name)).append("\">").append(escaped(name)).append("</a>, ")
                    .append(String.format(Locale.ROOT, "%,d bytes", Files.size(folder.path().resolve(name))))
                    .append("</li>\n");
        }
        html.append("</ul>\n");
    }

    /** A relative link, URI-encoded. It begins with "./" because otherwise "a" in "a:b.png" is a URI scheme. */
    private String link(String name) {
        String uri = folder.path().resolve(name).toUri().getRawPath();
        return escaped("./" + uri.substring(uri.lastIndexOf('/') + 1));
    }

    /** Escapes text for HTML content and attributes; replaces control characters, which HTML forbids. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(Character.isISOControl(c) ? '\ufffd' : c);
            }
        }
        return escaped.toString();
    }
}
