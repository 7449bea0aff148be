package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.LongTest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The page without a pointer: keys, the focus, and names for screen readers. */
class KeyboardTest extends BrowserFixture {
    @Test
    void theKeysOfTheHelpMoveTheTraining() {
        BrowserPage page = open("#subject=ring&step=10");
        page.await("easel.frame?.step === 10");
        page.press(Keys.ARROW_RIGHT);
        page.await("easel.frame.step === 11");
        page.press(Keys.ARROW_LEFT);
        page.await("easel.frame.step === 10");
        page.press("s");
        page.await("easel.state.stage === 1");
        page.press("s");
        page.await("easel.state.stage === 2");
        page.press("S");
        page.await("easel.state.stage === 1");
        long operation = page.number("easel.state.operation");
        page.press("o");
        page.await("easel.state.operation === " + (operation + 1));
        page.press("O");
        page.await("easel.state.operation === " + operation);
        for (Speed speed : List.of(Speed.medium, Speed.slow, Speed.fast)) {
            page.press("m");
            page.await("easel.state.speed === '" + speed + "'");
        }
        page.press(" ");
        page.await("easel.state.status === 'playing'");
        page.press(" ");
        page.await("easel.state.status === 'paused'");
        page.press("?");
        page.await("document.getElementById('help').open");
        page.press(Keys.ESCAPE);
        page.await("!document.getElementById('help').open && document.activeElement === document.body");
        page.press("l");
        page.await("!document.getElementById('lesson').hidden");
    }

    @Test
    @LongTest
    void theTabKeyReachesEveryControlAndEachHasAName() {
        BrowserPage page = open("#subject=ring&step=10");
        page.await("easel.frame?.step === 10");
        page.<Object>get("document.querySelectorAll('details').forEach(each => { each.open = true; })");
        String controls = "[...document.querySelectorAll('button, input, select, summary, [tabindex=\"0\"]')]"
                + ".filter(each => each.checkVisibility() && !each.disabled)";
        page.<Object>get("window.controls = " + controls);
        List<String> unnamed = page.get("controls.filter(each => !(each.getAttribute('aria-label')"
                + " || each.textContent.trim() || each.labels?.length && each.labels[0].textContent.trim()))"
                + ".map(each => each.outerHTML)");
        assertEquals(List.of(), unnamed, "controls without a name for a screen reader");
        long count = page.number("controls.length");
        Set<Long> reached = new LinkedHashSet<>();
        for (int i = 0; i < count + 5; i++) {
            page.press(Keys.TAB);
            reached.add(page.number("controls.indexOf(document.activeElement)"));
            assertTrue(page.<Boolean>get("document.activeElement === document.body"
                    + " || document.activeElement.matches(':focus-visible')"), "the focus is visible");
        }
        reached.remove(-1L);
        assertEquals(count, reached.size());
    }

    @Test
    @LongTest
    void theStatusIsAnnounced() {
        BrowserPage page = open();
        assertEquals("polite", page.find("#status").getAttribute("aria-live"));
        page.press(" ");
        page.await("document.getElementById('status').textContent === 'Playing.'");
        assertFalse(page.find("main").getText().isBlank());
        assertEquals("en", page.text("document.documentElement.lang"));
        List<String> unnamed = page.get("[...document.querySelectorAll('canvas')].filter(each => each.checkVisibility()"
                + " && !each.getAttribute('aria-label') && each.getAttribute('aria-hidden') !== 'true'"
                + " && !each.closest('button, figure, [aria-label]')).map(each => each.outerHTML)");
        assertEquals(List.of(), unnamed, "pictures without a name");
    }
}
