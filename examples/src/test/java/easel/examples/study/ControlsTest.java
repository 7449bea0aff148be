package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.LongTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** Every control of the page does what it says. */
class ControlsTest extends BrowserFixture {
    @Test
    @LongTest
    void playPauseAndSpeed() {
        BrowserPage page = open();
        assertEquals("No step yet. Press play (space). New to GANs? Open the lesson (l).",
                page.text("document.getElementById('status').textContent"));
        page.click("#play");
        page.await("easel.state.status === 'playing' && easel.frame?.step >= 20");
        assertEquals("❚❚ Pause", page.find("#play").getText());
        page.click("#play");
        page.await("easel.state.status === 'paused'");
        long step = page.number("easel.state.step");
        assertEquals("▶ Play", page.find("#play").getText());
        page.click("#speed option[value=slow]");
        page.click("#play");
        page.await("easel.state.status === 'playing' && easel.state.stage >= 1");
        assertEquals(step, page.number("easel.state.step"), "one stage per 1.2 seconds");
        assertFalse(page.find("#stage-text").getText().isEmpty());
        page.click("#speed option[value=medium]");
        page.await("easel.state.speed === 'medium' && easel.frame?.step > " + (step + 2));
        page.click("#speed option[value=fast]");
        page.await("easel.state.speed === 'fast' && easel.frame?.step > " + (step + 50));
    }

    @Test
    void stepAndBackByAStep() {
        BrowserPage page = open("#subject=ring&step=30");
        page.await("easel.state.step === 30 && easel.state.status === 'paused' && easel.frame?.step === 30");
        String at30 = page.text("easel.frame.fake");
        page.click("#step");
        page.await("easel.frame.step === 31");
        assertNotEquals(at30, page.text("easel.frame.fake"));
        page.click("#back");
        page.await("easel.frame.step === 30");
        assertEquals(at30, page.text("easel.frame.fake"), "the same points after a step back");
        page.type("#seek", "7");
        page.await("easel.frame.step === 7");
        page.type("#seek", "30");
        page.await("easel.frame.step === 30");
        assertEquals(at30, page.text("easel.frame.fake"));
    }

    @ParameterizedTest
    @LongTest
    @ValueSource(strings = {"stage", "operation"})
    void stepAndBackInsideAStep(String unit) {
        BrowserPage page = open("#subject=ring&step=3");
        page.await("easel.frame?.step === 3");
        page.click("#unit option[value=" + unit + "]");
        page.click("#step");
        page.await("easel.state.stage === 1 || easel.state.operation >= 0");
        long stage = page.number("easel.state.stage");
        long operation = page.number("easel.state.operation");
        page.click("#step");
        page.await("easel.state." + unit + " === " + ((unit.equals("stage") ? stage : operation) + 1));
        page.click("#back");
        page.await("easel.state.stage === " + stage + " && easel.state.operation === " + operation);
        assertEquals(3, page.number("easel.state.step"));
        page.await("easel.trace?.step === 4");
        assertTrue(page.all("#operations button[data-operation]").size() > 20);
    }

    @Test
    @LongTest
    void tenStagesMakeAStep() {
        BrowserPage page = open("#subject=ring&step=3");
        page.await("easel.frame?.step === 3");
        page.click("#unit option[value=stage]");
        for (int stage = 1; stage <= 10; stage++) {
            page.click("#step");
            page.await("easel.state.stage === " + stage);
            assertEquals(page.text("easel.state.stages[" + (stage - 1) + "].text"),
                    page.text("document.getElementById('stage-text').textContent"));
            assertEquals("step", page.find("#stages button[data-stage='" + stage + "']").getAttribute("aria-current"));
        }
        page.click("#step");
        page.await("easel.state.step === 4 && easel.state.operation === -1");
    }

    @ParameterizedTest
    @LongTest
    @EnumSource
    void theDataCanBeChosen(Subject subject) {
        BrowserPage page = open(subject == Subject.ring ? "#subject=grid" : "");
        page.click("#subject option[value=" + subject + "]");
        page.await("easel.state.subject === '" + subject + "'");
        assertEquals(0, page.number("easel.state.step"));
        assertTrue(page.find(subject.isImage() ? "#images" : "#plane").isDisplayed());
        assertFalse(page.find(subject.isImage() ? "#plane" : "#images").isDisplayed());
        page.await("location.hash.includes('subject=" + subject + "')");
        if (subject != Subject.draw) {
            page.click("#step");
            page.await("easel.frame?.step === 1 && easel.frame.fake.length > 0");
        }
    }

    @ParameterizedTest
    @LongTest
    @ValueSource(strings = {"ring", "mnist"})
    void everySettingCanBeChanged(String subject) {
        BrowserPage page = open("#subject=" + subject + "&step=1");
        page.await("easel.state.subject === '" + subject + "' && easel.state.step === 1");
        List<String> keys = page.get("[...document.querySelectorAll('[data-key]')].map(input => input.dataset.key)");
        assertTrue(keys.size() >= 10, keys::toString);
        for (String key : keys) {
            change(page, key);
        }
    }

    private static void change(BrowserPage page, String key) {
        page.<Object>get("document.querySelectorAll('details.fields').forEach(each => { each.open = true; })");
        String field = "easel.state.fields.find(field => field.key === '" + key + "')";
        String input = "[data-key='" + key + "']";
        String before = page.text("easel.state.settings['" + key + "']");
        long edits = page.<Boolean>get(field + ".restart") ? 0 : page.number("easel.state.edits.length") + 1;
        String value;
        if (page.text(field + ".type").equals("choice")) {
            value = page.text(field + ".choices.find(value => value !== '" + before + "')");
            page.click(input + " option[value='" + value + "']");
        } else {
            value = String.valueOf(Long.parseLong(before) + 1);
            page.type(input, value);
        }
        page.await("easel.state.settings['" + key + "'] === '" + value + "' || easel.error");
        assertEquals("", page.text("easel.error"), key + " " + before + " to " + value);
        assertEquals(edits, page.number("easel.state.edits.length"), key);
        assertEquals(value, page.text("document.querySelector(\"" + input + "\").value"));
        page.click("#step");
        page.await("easel.state.settings['" + key + "'] === '" + value + "' && easel.frame?.step === easel.state.step"
                + " && easel.state.step >= 1");
    }

    @Test
    @LongTest
    void restartAndSeed() {
        BrowserPage page = open("#subject=ring&step=5");
        page.await("easel.frame?.step === 5");
        String seed1 = page.text("easel.frame.fake");
        page.click("#restart");
        page.await("easel.state.step === 0");
        page.type("#seed", "2");
        page.await("easel.state.settings.seed === '2'");
        page.type("#seek", "5");
        page.await("easel.frame?.step === 5");
        assertNotEquals(seed1, page.text("easel.frame.fake"));
        page.type("#seed", "1");
        page.await("easel.state.settings.seed === '1' && easel.state.step === 0");
        page.type("#seek", "5");
        page.await("easel.frame?.step === 5");
        assertEquals(seed1, page.text("easel.frame.fake"));
    }

    @Test
    @LongTest
    void everyLayerOfThePlaneCanBeSwitched() {
        BrowserPage page = open("#subject=ring&step=50");
        page.await("easel.frame?.step === 50");
        page.awaitPictures();
        List<String> all = page.pictures("#stage");
        List<String> layers = page.get("[...document.querySelectorAll('[data-layer]')].map(e => e.dataset.layer)");
        assertEquals(5, layers.size(), layers::toString);
        for (String layer : layers) {
            page.click("[data-layer=" + layer + "]");
            assertNotEquals(all, page.pictures("#stage"), layer);
            page.click("[data-layer=" + layer + "]");
            assertEquals(all, page.pictures("#stage"), layer);
        }
    }

    @Test
    @LongTest
    void aDrawingIsLearned() {
        BrowserPage page = open("#subject=draw");
        page.await("easel.state.subject === 'draw'");
        page.click("#brush button:nth-of-type(1)");
        page.drag("#plane-canvas", -60, -60, 60, 60);
        page.await("!document.querySelector('#brush button:nth-of-type(3)').disabled");
        page.click("#brush button:nth-of-type(3)");
        page.await("easel.state.draw.length >= 10 && easel.state.step === 0");
        page.click("#step");
        page.await("easel.frame?.step === 1 && easel.frame.real.length > 0");
        page.await("location.hash.includes('draw=')");
    }

    @Test
    void aLayerAndAnOperationShowTheirNumbers() {
        BrowserPage page = open("#subject=ring&step=5");
        page.await("easel.frame?.step === 5");
        page.click(".node-G .bar:first-child");
        page.await("easel.trace?.step === 6 && easel.operation?.network === 'G' && easel.operation.layer === 0");
        for (String pass : List.of("forward", "backward", "update")) {
            long index = page.number("easel.trace.operations.findLast(each => each.pass === '" + pass
                    + "' && each.kind !== 'loss').index");
            page.<Object>get("document.querySelector('[data-operation=\"" + index + "\"]').click()");
            page.await("easel.operation?.index === " + index);
            assertTrue(page.number("easel.operation.tensors.length") >= 2, pass);
            assertFalse(page.find("#operation .formula").getText().isBlank(), pass);
            assertTrue(page.all("#operation .source pre").size() == 1, pass);
        }
    }

    @Test
    @LongTest
    void anElementOfATensorIsExplained() {
        BrowserPage page = open("#subject=ring&step=5");
        page.await("easel.frame?.step === 5");
        page.click(".node-G .bar:first-child");
        page.await("easel.operation?.sum && document.querySelector('#operation .pick')");
        String first = page.find("#operation .sum .shapes").getText();
        page.<Object>get("document.querySelector('#operation .pick').focus()");
        page.press(Keys.ARROW_RIGHT);
        page.await("document.querySelector('#operation .sum .shapes').textContent !== '" + first + "'");
        page.await("Math.abs(easel.operation.sum.terms.reduce((sum, term) => sum + term.product,"
                + " (easel.operation.sum.bias ?? 0) + (easel.operation.sum.moreSum ?? 0))"
                + " - easel.operation.sum.value) < 1e-4");
    }

    @Test
    @LongTest
    void thePointerShowsTheLatentPointOfAFake() {
        BrowserPage page = open("#subject=ring&step=50");
        page.await("easel.frame?.step === 50 && easel.frame.fakes");
        String centre = "document.getElementById('plane-canvas').clientWidth / 2 / easel.state.limit";
        int index = (int) page.number("[...easel.frame.score.keys()].find(i =>"
                + " easel.frame.fakes.slice(2 * i, 2 * i + 2).every(x => Math.abs(x) < easel.state.limit - 0.1))");
        String fake = "Math.round(" + centre + " * easel.frame.fakes[";
        page.point("#plane-canvas", (int) page.number(fake + 2 * index + "])"),
                (int) -page.number(fake + (2 * index + 1) + "])"));
        page.await("document.getElementById('plane-text').textContent.startsWith('Fake ')");
        assertTrue(page.find("#plane-text").getText().contains("z = ("), page.find("#plane-text").getText());
        page.click("#layers button");
        page.awaitPictures();
        page.point("h1", 0, 0);
        page.await("!document.getElementById('plane-text').textContent.startsWith('Fake ')");
    }

    @Test
    @LongTest
    void imagesHaveScoresGradientsFeatureMapsSlidersAndAWalk() {
        BrowserPage page = open("#subject=mnist&step=2");
        page.await("easel.frame?.step === 2");
        assertEquals(16, page.all("#images-grid .cell").size());
        assertTrue(page.find("#images-grid .cell .score").getText().matches("[0-9.]+"));
        page.click("[data-kind=real]");
        assertTrue(page.find("#images-text").getText().startsWith("Real examples"));
        page.click("[data-kind=fake]");
        page.click(".node-D .bar:first-child");
        page.await("document.querySelectorAll('#features canvas').length > 0");
        page.<Object>get("document.getElementById('latent').open = true");
        page.find("#latent input[name=z0]").sendKeys(Keys.ARROW_RIGHT);
        page.await("document.querySelector('#latent output').textContent.startsWith('D(G(z)) = ')");
        page.click("#walk");
        page.await("document.querySelectorAll('#latent figure').length === 9");
    }

    @Test
    @LongTest
    void everyStepOfTheLessonSetsThePage() {
        BrowserPage page = open();
        page.click("#lesson-button");
        page.await("document.querySelector('#lesson h3')");
        int steps = Integer.parseInt(page.find("#lesson-title").getText().replaceAll(".* of ", ""));
        for (int i = 1; i <= steps; i++) {
            assertTrue(page.find("#lesson-title").getText().startsWith("Lesson " + i + " of "));
            if (!page.all("#lesson-show").isEmpty()) {
                page.click("#lesson-show");
                page.await("easel.state.status !== 'seeking'");
                assertEquals("", page.text("easel.error"), "lesson " + i);
            }
            if (i < steps) {
                page.click("#lesson-next");
            }
        }
        page.click("#lesson-close");
        assertFalse(page.find("#lesson").isDisplayed());
    }

    @Test
    void endEndsTheStudy() throws InterruptedException {
        BrowserPage page = open();
        page.click("#end");
        server.awaitEnd();
        server.close();
        page.await("easel.connection === 'ended'");
        assertTrue(page.find("#status").getText().startsWith("The study has ended."));
        assertTrue(page.<Boolean>get("document.getElementById('play').disabled"));
    }
}
