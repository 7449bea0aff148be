package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.LongTest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels of the pictures for a fixed seed, sizes of the window, light and dark. */
@LongTest
class AppearanceTest extends BrowserFixture {
    /** Returns the text with a contrast below 4.5 to its background, except in disabled controls. */
    private static final String CONTRAST = """
            () => {
              const parse = color => color.match(/[\\d.]+/g).map(Number);
              const luminance = color => {
                const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
                const [r, g, b] = parse(color).map(v => linear(v / 255));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const background = element => {
                for (; element; element = element.parentElement) {
                  const color = getComputedStyle(element).backgroundColor;
                  if ((parse(color)[3] ?? 1) > 0.99) return color;
                }
                return 'rgb(255, 255, 255)';
              };
              const bad = new Set();
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walker.nextNode()) {
                const element = walker.currentNode.parentElement;
                if (!walker.currentNode.nodeValue.trim() || !element.checkVisibility()
                    || element.closest('svg, :disabled')) {
                  continue;
                }
                const [a, b] = [luminance(getComputedStyle(element).color), luminance(background(element))];
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) {
                  bad.add(contrast.toFixed(2) + ' ' + element.tagName + '.' + element.className + ' '
                      + walker.currentNode.nodeValue.trim().slice(0, 30));
                }
              }
              return [...bad];
            }
            """;

    private BrowserPage page;

    @AfterEach
    void reset() {
        page.show().prefer("prefers-color-scheme", "");
    }

    private void openAt(String fragment, int step) {
        page = open(fragment + "&step=" + step);
        page.await("easel.frame?.step === " + step + " && easel.state.step === " + step);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#subject=ring", "#subject=grid&seed=3&edits=20:rateG:0.003", "#subject=mnist"})
    void theSameSeedGivesTheSamePixels(String fragment) {
        int step = fragment.contains("mnist") ? 3 : 60;
        openAt(fragment, step);
        page.awaitPictures();
        List<String> first = page.pictures(":is(#graph, #canvas)");
        assertTrue(first.size() >= 6, first::toString);
        page.type("#seek", String.valueOf(step - 2));
        page.await("easel.frame.step === " + (step - 2));
        page.awaitPictures();
        assertNotEquals(first, page.pictures(":is(#graph, #canvas)"));
        page.type("#seek", String.valueOf(step));
        page.await("easel.frame.step === " + step);
        page.awaitPictures();
        assertEquals(first, page.pictures(":is(#graph, #canvas)"), "after going back and forward");
        page.click("#restart");
        page.await("easel.state.step === 0");
        page.close();
        openAt(fragment, step);
        page.awaitPictures();
        assertEquals(first, page.pictures(":is(#graph, #canvas)"), "in a new window, from the address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#subject=ring", "#subject=mnist"})
    void noWidthNeedsHorizontalScrolling(String fragment) {
        openAt(fragment, 3);
        page.click(".node-D .bar:first-child");
        page.await("easel.operation");
        page.press("l");
        page.<Object>get("document.querySelectorAll('details').forEach(each => { each.open = true; })");
        for (int width : WIDTHS) {
            page.resize(width, 900);
            page.await("innerWidth === " + width);
            page.awaitPictures();
            List<String> wider = page.get("document.documentElement.scrollWidth <= innerWidth ? []"
                    + " : [...document.querySelectorAll('body *')]"
                    + ".filter(each => each.getBoundingClientRect().right > innerWidth + 0.5)"
                    + ".map(each => each.outerHTML.slice(0, 100))");
            assertEquals(List.of(), wider, "wider than " + width);
        }
    }

    @Test
    void darkModeHasOtherColoursAndEnoughContrast() {
        openAt("#subject=ring", 60);
        page.awaitPictures();
        List<String> light = page.pictures("#stage");
        assertContrast("light");
        page.prefer("prefers-color-scheme", "dark");
        page.await("matchMedia('(prefers-color-scheme: dark)').matches");
        page.awaitPictures();
        assertNotEquals(light, page.pictures("#stage"));
        assertContrast("dark");
        page.prefer("prefers-color-scheme", "light");
        page.await("!matchMedia('(prefers-color-scheme: dark)').matches");
        page.awaitPictures();
        assertEquals(light, page.pictures("#stage"));
    }

    /** Checks that visible text has a contrast of at least 4.5 to its background (WCAG 2.2, 1.4.3). */
    private void assertContrast(String mode) {
        assertEquals(List.of(), page.<List<String>>get("(" + CONTRAST + ")()"), mode);
    }
}
