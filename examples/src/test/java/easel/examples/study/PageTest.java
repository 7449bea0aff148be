package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the page, as text: they need no other server, no inline code, and no markup from the server. */
class PageTest {
    private static final int MOST_LINES = 300;
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .* from \"\\./([\\w.]+)\";$");
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\"\\s]+");
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function");
    private static final String SVG = "http://www.w3.org/2000/svg";

    @Test
    void everyImportIsAFileOfThePage() throws IOException {
        for (String name : PageFiles.NAMES) {
            List<String> imports = IMPORT.matcher(text(name)).results().map(match -> match.group(1)).toList();
            assertTrue(PageFiles.NAMES.containsAll(imports), () -> name + " imports " + imports);
            assertEquals(text(name).lines().filter(line -> line.startsWith("import ")).count(), imports.size(), name);
        }
    }

    @Test
    void noFileNamesAnotherServer() throws IOException {
        for (String name : PageFiles.NAMES) {
            List<String> addresses = ADDRESS.matcher(text(name)).results().map(match -> match.group())
                    .filter(address -> !address.equals(SVG)).toList();
            assertEquals(List.of(), addresses, name);
        }
    }

    @Test
    void markupHasNoInlineStyleOrScript() throws IOException {
        String markup = text(PageFiles.INDEX);
        assertFalse(Pattern.compile("\\sstyle=|<style|\\son\\w+=|javascript:").matcher(markup).find());
        assertEquals(1, markup.split("<script", -1).length - 1);
        assertTrue(markup.contains("<script type=\"module\" src=\"main.js\"></script>"));
    }

    @Test
    void scriptsMakeNoMarkupOfText() throws IOException {
        for (String name : PageFiles.NAMES) {
            assertFalse(MARKUP.matcher(text(name)).find(), name);
        }
    }

    @Test
    void filesAreShort() throws IOException {
        for (String name : PageFiles.NAMES) {
            long lines = text(name).lines().count();
            assertTrue(lines <= MOST_LINES, () -> name + " has " + lines + " lines");
        }
    }

    private static String text(String name) throws IOException {
        return new String(new PageFiles().content(name).orElseThrow(() -> new AssertionError(name)),
                StandardCharsets.UTF_8);
    }
}
