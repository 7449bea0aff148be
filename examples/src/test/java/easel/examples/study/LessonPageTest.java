package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.LongTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The lesson sets the page, and a person can go on with the keyboard after a click. */
@LongTest
class LessonPageTest extends BrowserFixture {
    private BrowserPage page;

    /** Opens the lesson at a question, counted from 1, and presses "Show it". */
    private void show(int question, int step) {
        if (page == null) {
            page = open("#subject=ring&step=2");
            page.await("easel.frame?.step === 2");
            page.click("#lesson-button");
            page.await("document.querySelector('#lesson h3')");
        }
        while (!page.find("#lesson-title").getText().startsWith("Lesson " + question + " of ")) {
            page.click("#lesson-next");
        }
        page.click("#lesson-show");
        page.await("easel.frame?.step === " + step + " && easel.state.status === 'paused'");
    }

    @Test
    void theSpaceBarPlaysAfterAClick() {
        show(1, 0);
        page.press(" ");
        page.await("easel.state.status === 'playing'");
        page.click("#layers input");
        page.press(" ");
        page.await("easel.state.status === 'paused'");
    }

    @Test
    void theTabKeyGoesFromOneQuestionToTheNext() {
        page = open();
        page.press("l");
        page.await("document.activeElement.id === 'lesson'");
        page.press(Keys.TAB);
        page.await("document.activeElement.id === 'lesson-close'");
        page.<Object>get("document.getElementById('lesson-next').focus()");
        page.press(Keys.ENTER);
        page.await("document.activeElement.id === 'lesson'");
        assertTrue(page.find("#lesson-title").getText().startsWith("Lesson 2 of "));
        page.press(" ");
        page.await("easel.state.status === 'playing'");
    }

    @Test
    void aQuestionShowsItsLayersAndTheExamples() {
        show(1, 0);
        assertEquals(List.of("surface", "real", "fake"), layers());
        page.<Object>get("window.scrollTo(0, document.body.scrollHeight)");
        show(3, 600);
        page.await("document.querySelector('[data-layer=gradient]').checked");
        assertEquals(List.of("surface", "real", "fake", "gradient"), layers());
        page.await("document.getElementById('canvas').getBoundingClientRect().top"
                + " >= document.querySelector('header').getBoundingClientRect().bottom");
    }

    private List<String> layers() {
        return page.get("[...document.querySelectorAll('[data-layer]')].filter(each => each.checked)"
                + ".map(each => each.dataset.layer)");
    }

    @Test
    void aQuestionShowsItsOperationAlsoWhileThePageAsksForAnotherStep() {
        show(4, 600);
        page.await("easel.operation?.stage === 2 && easel.operation.name === 'Dense 2→32'");
        page.press(Keys.ARROW_RIGHT);
        page.await("easel.frame.step === 601");
        show(5, 600);
        page.await("easel.operation?.stage === 9 && easel.operation.name === 'Dense 32→32'");
        page.click(".pick");
        page.await("document.activeElement.matches('.pick')");
        page.press(Keys.ARROW_DOWN);
        page.awaitPictures();
        assertEquals(600, page.number("easel.state.step"), "the arrow keys choose a number");
    }

    @Test
    void theArrowsOfTheOverviewTouchTheirBoxes() {
        show(7, 1300);
        show(8, 1300);
        page.await("easel.state.settings.packing === '2' && easel.frame?.step === 1300");
        page.awaitPictures();
        Number gap = page.get("document.querySelector('.node-D').getBoundingClientRect().top"
                + " - document.querySelector('[data-arrow=fake-D] .head').getBoundingClientRect().bottom");
        assertTrue(Math.abs(gap.doubleValue()) < 2, () -> "the arrow ends " + gap + " px above D");
    }
}
