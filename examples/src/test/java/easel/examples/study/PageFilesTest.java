package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.study.RawHttp.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page and their answers. */
class PageFilesTest {
    private static Path folder() throws URISyntaxException {
        return Path.of(PageFiles.class.getResource("index.html").toURI()).getParent();
    }

    @Test
    void theTableHasEveryFileOfTheFolder() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            Set<String> names = files.filter(Files::isRegularFile).map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".class")).collect(Collectors.toCollection(TreeSet::new));
            assertEquals(names, new TreeSet<>(PageFiles.NAMES));
        }
    }

    @Test
    void everyFileIsServedWithItsType() throws IOException, URISyntaxException {
        try (StudyServer server = StudyServer.start(new FakeModel(), 0)) {
            URI address = server.address();
            for (String name : PageFiles.NAMES) {
                Answer answer = RawHttp.exchange(address, "GET", address.getPath() + name, "");
                String size = String.valueOf(Files.size(folder().resolve(name)));
                assertEquals(200, answer.status(), name);
                assertEquals(switch (name.substring(name.indexOf('.') + 1)) {
                    case "js" -> "text/javascript; charset=utf-8";
                    case "css" -> "text/css; charset=utf-8";
                    case "html" -> "text/html; charset=utf-8";
                    default -> "text/plain; charset=utf-8";
                }, answer.header("Content-Type"), name);
                assertEquals(size, answer.header("Content-Length"), name);
            }
            Answer page = RawHttp.exchange(address, "GET", address.getPath(), "");
            assertEquals("text/html; charset=utf-8", page.header("Content-Type"));
            assertTrue(page.body().startsWith("<!DOCTYPE html>"), page.body());
        }
    }

    @Test
    void thePageNeedsNothingOfAnotherHostAndNoInlineCode() throws IOException, URISyntaxException {
        Pattern forbidden = Pattern.compile("https?://(?!www\\.w3\\.org/)|[ ]style=|[ ]on[a-z]+=\""
                + "|<script(?![^>]* src=)|innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\("
                + "|new Function");
        for (String name : PageFiles.NAMES) {
            String text = Files.readString(folder().resolve(name));
            Matcher match = forbidden.matcher(text);
            assertFalse(match.find(), () -> name + " has " + match.group());
        }
    }

    @Test
    void onlyTheseNamesExist() throws IOException {
        PageFiles files = new PageFiles();
        assertArrayEquals(files.content("index.html").orElseThrow(), files.content("").orElseThrow());
        assertTrue(new String(files.content("main.js").orElseThrow(), StandardCharsets.UTF_8).contains("window.easel"));
        for (String name : Set.of("/index.html", "main", "StudyServer.class", "source/Dense.java", "../Study.class")) {
            assertTrue(files.content(name).isEmpty(), name);
        }
    }
}
