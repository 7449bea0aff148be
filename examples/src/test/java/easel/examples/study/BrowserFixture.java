package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.chrome.ChromeDriver;

/** A study with its training, and a browser to look at its page. A test fails if the console of a page has an error. */
@Tag("browser")
@Timeout(120)
@ExtendWith(Chromium.class)
abstract class BrowserFixture {
    /** A phone, a laptop and a wide screen. */
    static final int[] WIDTHS = {390, 1280, 2560};

    ChromeDriver driver;
    StudyModel session;
    StudyServer server;
    private final List<String> errors = new ArrayList<>();
    private String firstTab;

    @BeforeEach
    void start(ChromeDriver driver) throws IOException {
        this.driver = driver;
        firstTab = driver.getWindowHandles().iterator().next();
        session = new StudySession(StudySettings.of(Map.of()));
        server = StudyServer.start(session, 0);
    }

    @AfterEach
    void stop() {
        if (server == null) {
            return;      // the browser or the study did not start
        }
        for (String tab : driver.getWindowHandles()) {
            driver.switchTo().window(tab);
            errors.addAll(BrowserPage.errors(driver));
            if (!tab.equals(firstTab)) {
                driver.close();
            }
        }
        driver.switchTo().window(firstTab);
        server.close();
        session.close();
        assertEquals(List.of(), errors, "errors of the console");
    }

    /** Opens the page in a new tab of 1280 × 900 pixels. */
    BrowserPage open() {
        return open("");
    }

    /** Opens the page with a fragment such as {@code #subject=ring&step=100}. */
    BrowserPage open(String fragment) {
        return BrowserPage.open(driver, server.address(), fragment);
    }

    /** Removes expected errors of the console, such as those of a server that has ended. */
    void forgetErrors() {
        BrowserPage.errors(driver);
    }

    /** Kills the server, without the event that announces the end. */
    void kill() {
        server.stop();
    }

    /** Kills the server and ends the training. */
    void stopStudy() {
        kill();
        session.close();
    }

    /** Starts the server again at the same address. */
    void restart() throws IOException {
        server = StudyServer.start(session, server.address().getPort(), server.address().getPath().replace("/", ""),
                Duration.ofSeconds(15));
    }
}
