package easel.examples.study;

import static org.junit.jupiter.api.Assertions.fail;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;

/** A tab that shows the page of a study. Reads the page's own state, window.easel. */
final class BrowserPage {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;
    private final String tab;

    private BrowserPage(ChromeDriver driver) {
        this.driver = driver;
        tab = driver.getWindowHandle();
    }

    /** Opens the page in a new tab and waits until it has the state of the study. */
    static BrowserPage open(ChromeDriver driver, URI address, String fragment) {
        return open(driver, address, fragment, WindowType.TAB);
    }

    /** Opens the page in a new tab, or in a new window, which stays visible when another one is shown. */
    static BrowserPage open(ChromeDriver driver, URI address, String fragment, WindowType type) {
        driver.switchTo().newWindow(type);
        BrowserPage page = new BrowserPage(driver);
        page.resize(1280, 900);
        driver.get(address + fragment);
        page.await("easel.connected && easel.state !== null");
        return page;
    }

    /** Makes this tab the visible one. */
    BrowserPage show() {
        driver.switchTo().window(tab);
        return this;
    }

    void close() {
        show();
        driver.close();
        driver.switchTo().window(driver.getWindowHandles().iterator().next());
    }

    /** Evaluates an expression of JavaScript. */
    @SuppressWarnings("unchecked")
    <T> T get(String expression) {
        return (T) ((JavascriptExecutor) driver).executeScript("return " + expression);
    }

    String text(String expression) {
        return String.valueOf(this.<Object>get(expression));
    }

    long number(String expression) {
        return this.<Number>get(expression).longValue();
    }

    /** Waits until an expression of JavaScript is true. */
    void await(String condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Boolean.TRUE.equals(get("Boolean(window.easel && (" + condition + "))"))) {
            if (System.nanoTime() > end) {
                fail("not true after " + PATIENCE.toSeconds() + " s: " + condition + "; the page's state is "
                        + text("window.easel && JSON.stringify({...easel.state, fields: 0, graph: 0, stages: 0,"
                        + " connection: easel.connection, error: easel.error})"));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    void click(String css) {
        find(css).click();
    }

    /** Sends keys to the element that has the focus. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Replaces the content of an input. */
    void type(String css, String value) {
        find(css).sendKeys(Keys.chord(Keys.CONTROL, "a"), value, Keys.ENTER);
    }

    /** Waits until the page has drawn its newest frame. */
    void awaitPictures() {
        driver.executeAsyncScript("const done = arguments[arguments.length - 1];"
                + " requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));");
    }

    /** Returns the number and a hash of the pixels of each visible picture in an element. */
    List<String> pictures(String css) {
        return get("[...document.querySelectorAll('" + css + " canvas')]"
                + ".filter(each => each.checkVisibility() && each.width).map((each, i) => i + ' ' + (each.id || '')"
                + " + [...each.toDataURL()].reduce((hash, c) => Math.imul(31, hash) + c.charCodeAt(0) | 0, 0))");
    }

    /** Moves the mouse to a point, as the distance from the centre of an element. */
    void point(String css, int x, int y) {
        new Actions(driver).moveToElement(find(css), x, y).perform();
    }

    /** Draws with the mouse between two points, as distances from the centre of an element. */
    void drag(String css, int fromX, int fromY, int toX, int toY) {
        new Actions(driver).moveToElement(find(css), fromX, fromY).clickAndHold()
                .moveByOffset((toX - fromX) / 2, toY - fromY).moveByOffset((toX - fromX) / 2, fromY - toY)
                .release().perform();
    }

    /** Sets the size of the page in CSS pixels. */
    void resize(int width, int height) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Sets a media feature, such as prefers-color-scheme. */
    void prefer(String feature, String value) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** Returns and removes the errors and warnings in the console of the visible page. */
    static List<String> errors(ChromeDriver driver) {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getLevel() + " " + entry.getMessage()).toList();
    }
}
