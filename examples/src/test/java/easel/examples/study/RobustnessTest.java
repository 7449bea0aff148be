package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.examples.Execution;
import easel.testkit.LongTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** Wrong input and commands at the wrong moment: the page says so and continues. */
@LongTest
class RobustnessTest extends BrowserFixture {
    private static final String PAUSED = "easel.state.status === 'paused' && easel.frame?.step === easel.state.step";

    /** Takes a step, so the page works. */
    private static void assertWorks(BrowserPage page) {
        page.await(PAUSED);
        long step = page.number("easel.state.step");
        page.click("#step");
        page.await("easel.frame?.step === " + (step + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#subject=ring&seed=99999999999999999999", "#subject=ring&rateG=7", "#subject=moon",
        "#subject=ring&widthG=-1&layersD=1e9", "#subject=mnist&size=huge", "#subject=ring&unknown=1",
        "#subject=ring&edits=5:rateG:0.01;3:rateG:0.1", "#subject=ring&step=99999999999999999999",
        "#subject=<img src=x onerror=alert(1)>", "#%E0%A4%A", "#subject=draw&draw=9,9"})
    void aFragmentThatTheServerRefuses(String fragment) {
        BrowserPage page = open(fragment);
        page.await("document.getElementById('status').textContent !== ''");
        forgetErrors();
        assertWorks(page);
        forgetErrors();
    }

    @Test
    void theLargestSeed() {
        BrowserPage page = open("#subject=ring&seed=9223372036854775807&step=2");
        page.await("easel.state.settings.seed === '9223372036854775807' && easel.frame?.step === 2");
        assertWorks(page);
        page.await("location.hash.includes('seed=9223372036854775807')");
    }

    @Test
    void lettersInNumberFields() {
        BrowserPage page = open();
        for (String field : List.of("#seek", "#seed")) {
            page.type(field, "abc");
            page.type(field, "-5");
            page.type(field, "1e400");
            page.type(field, "");
        }
        forgetErrors();
        assertWorks(page);
    }

    @Test
    void manyEditsAndARestartDuringASeek() {
        BrowserPage page = open();
        page.press(" ");
        page.<Object>get("(() => { for (let i = 0; i < 60; i++) easel.command({do: 'edit', key: 'rateG', value:"
                + " i % 2 ? '0.001' : '0.003'}); })()");
        page.await("easel.state.edits.length >= 1 && easel.state.settings.rateG === '0.001'");
        page.press(" ");
        page.await(PAUSED);
        page.type("#seek", "100000");
        page.await("easel.state.status === 'seeking'");
        page.click("#restart");
        page.await("easel.state.step === 0 && easel.state.status === 'paused'");
        assertWorks(page);
        page.type("#seek", "100000");
        page.await("easel.state.status === 'seeking'");
        page.press(Keys.ESCAPE);
        page.<Object>get("easel.command({do: 'pause'})");
        assertWorks(page);
    }

    @Test
    void noDrawnPoints() {
        BrowserPage page = open("#subject=draw");
        page.await("easel.state.subject === 'draw' && easel.frame !== null");
        page.<Object>get("easel.command({do: 'draw', points: []})");
        assertWorks(page);
    }

    @Test
    void thePageClosesWhileItPlays() {
        BrowserPage page = open();
        page.press(" ");
        page.await("easel.state.step >= 20");
        page.close();
        BrowserPage next = open();
        next.await("easel.state.status === 'playing'");
        next.press(" ");
        assertWorks(next);
    }

    @Test
    void aRunFolderThatIsDeletedDuringTheReplay(@TempDir Path folder) throws IOException {
        assertEquals("", Execution.easel("train", "small-mnist", "--steps", "4", "--batch", "4", "--checkpoint-every",
                "2", "--evaluate-every", "0", "--out", folder).err());
        Path run = folder.resolve("small-mnist-001");
        stopStudy();
        session = Replay.of(run, ModelFixture.IMAGES);
        server = StudyServer.start(session, 0);
        BrowserPage page = open();
        page.await("easel.frame?.step === 4");
        Files.delete(run.resolve("checkpoint-000002.safetensors"));
        page.press(Keys.ARROW_LEFT);
        page.await("document.getElementById('status').textContent.includes('checkpoint-000002')");
        assertEquals(4, page.number("easel.frame.step"));
        page.press(Keys.ARROW_RIGHT);
        page.await("easel.state.status === 'paused' && easel.frame.step === 4");
    }
}
