package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.examples.Execution;
import easel.testkit.LongTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

/** Several windows, reloads, pages opened late and a server that ends. */
class ConnectionsTest extends BrowserFixture {
    /** The curves have only points of steps that were measured. */
    private static final String CURVES = "JSON.stringify([easel.history.step, easel.history.lossG])";
    private static final String SUMMARY = "JSON.stringify([easel.state.settings, easel.state.edits, easel.state.step,"
            + " easel.state.status, easel.frame?.lossD, easel.frame?.fake])";

    private static void play(BrowserPage page, int steps) {
        page.show().press(" ");
        page.await("easel.state.step >= " + steps);
        page.press(" ");
        page.await("easel.state.status === 'paused' && easel.frame.step === easel.state.step");
    }

    @Test
    @LongTest
    void twoWindowsShowTheSame() {
        BrowserPage first = open("#subject=grid&seed=5");
        first.await("easel.state.subject === 'grid'");
        BrowserPage second = BrowserPage.open(driver, server.address(), "", WindowType.WINDOW);
        play(second, 50);
        first.show().await("easel.state.status === 'paused' && easel.frame?.step === easel.state.step");
        assertEquals(first.text(SUMMARY), second.show().text(SUMMARY));
        first.show().<Object>get("document.querySelectorAll('details.fields').forEach(each => { each.open = true; })");
        first.click("[data-key=loss] option[value=hinge]");
        second.show().await("easel.state.settings.loss === 'hinge'");
        assertTrue(second.number("easel.state.edits[0].step") >= 50);
    }

    @Test
    @LongTest
    void aReloadAndALatePageShowEverything() {
        BrowserPage page = open("#subject=ring&seed=2");
        page.await("easel.state.settings.seed === '2'");
        play(page, 100);
        page.press(" ");
        page.await("easel.state.step >= 150");
        page.press(" ");
        page.await("easel.state.status === 'paused' && easel.frame.step === easel.state.step");
        String before = page.text(SUMMARY);
        String curves = page.text(CURVES);
        assertTrue(page.number("easel.history.step.length") >= 2);
        driver.navigate().refresh();
        page.await("easel.connected && easel.frame !== null && easel.history.step.length > 0");
        assertEquals(before, page.text(SUMMARY));
        assertEquals(curves, page.text(CURVES));
        BrowserPage late = open();
        late.await("easel.frame !== null && easel.history.step.length > 0");
        assertEquals(before, late.text(SUMMARY));
        assertEquals(curves, late.text(CURVES));
    }

    @Test
    @LongTest
    void aReloadInsideAStepShowsItsOperations() {
        BrowserPage page = open("#subject=ring&step=20");
        page.await("easel.frame?.step === 20 && easel.state.status === 'paused'");
        page.press("s");
        page.press("o");
        page.await("easel.selected === 1 && easel.operation?.index === 1");
        String shown = page.find("#apart").getText();
        driver.navigate().refresh();
        page.await("easel.connected && easel.trace !== null && easel.operation?.index === 1");
        page.await("document.querySelector('#operations .here') !== null");
        assertEquals(shown, page.find("#apart").getText());
    }

    @Test
    @LongTest
    void aReloadWhileItPlaysContinues() {
        BrowserPage page = open();
        page.press(" ");
        page.await("easel.state.step >= 20");
        driver.navigate().refresh();
        page.await("easel.connected && easel.frame?.step >= 20");
        long step = page.number("easel.frame.step");
        page.await("easel.state.status === 'playing' && easel.frame.step > " + step);
    }

    @Test
    @LongTest
    void tenTabsOfWhichOneCloses() {
        List<BrowserPage> pages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pages.add(open());
        }
        pages.get(9).press(" ");
        pages.get(9).await("easel.frame?.step >= 20");
        pages.remove(4).close();
        for (BrowserPage page : pages) {
            long step = page.show().number("easel.frame?.step ?? 0");
            page.await("easel.connected && easel.frame?.step > " + step);
        }
    }

    @Test
    @LongTest
    void aServerThatIsKilledAndStartedAgain() throws IOException {
        BrowserPage page = open("#subject=ring&step=20");
        page.await("easel.frame?.step === 20");
        kill();
        page.await("!easel.connected && document.getElementById('play').disabled");
        assertTrue(page.find("#status").getText().matches("The (connection is lost|server does not answer).*"));
        forgetErrors();
        restart();
        page.await("easel.connected && !document.getElementById('play').disabled");
        forgetErrors();
        page.click("#step");
        page.await("easel.frame.step === 21");
    }

    @Test
    @LongTest
    void aStudyStartedAgainIsRestoredFromTheAddress() throws IOException {
        BrowserPage page = open("#subject=line&seed=4&edits=10:rateG:0.003&step=20");
        page.await("easel.frame?.step === 20 && location.hash.includes('step=20')");
        String before = page.text(SUMMARY);
        stopStudy();
        session = new StudySession(StudySettings.of(Map.of()));
        restart();
        driver.navigate().refresh();
        page.await("easel.connected && easel.frame?.step === 20 && easel.state.status === 'paused'");
        forgetErrors();
        assertEquals(before, page.text(SUMMARY));
    }

    @Test
    @LongTest
    void aReplayShowsCheckpointsThatThePageCannotChange(@TempDir Path folder) throws IOException {
        assertEquals("", Execution.easel("train", "small-mnist", "--steps", "4", "--batch", "4", "--checkpoint-every",
                "2", "--out", folder).err());
        stopStudy();
        session = Replay.of(folder.resolve("small-mnist-001"), ModelFixture.IMAGES);
        server = StudyServer.start(session, 0);
        BrowserPage page = open();
        page.await("easel.state.readOnly && easel.frame?.step === 4");
        assertEquals(16, page.all("#images-grid .cell").size());
        page.press(Keys.ARROW_LEFT);
        page.await("easel.frame.step === 2");
        page.press(Keys.ARROW_RIGHT);
        page.await("easel.frame.step === 4");
        page.press("s");
        page.await("easel.operation?.index === 0 && easel.state.stage === 1");
        assertTrue(page.find("#operations .readout").getText().startsWith("The run's folder has no batches."));
        page.await("Object.keys(easel.history.norms).length === 4");
        assertEquals(List.of(), page.<List<String>>get("[...document.querySelectorAll("
                + "'#subject, #seed, #restart, [data-key]')].filter(e => e.checkVisibility() && !e.disabled)"
                + ".map(e => e.outerHTML)"));
    }
}
