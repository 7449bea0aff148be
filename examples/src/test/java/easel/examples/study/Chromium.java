package easel.examples.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * One headless Chromium for all tests of the page, as a parameter of type {@link ChromeDriver}. Without Chromium the
 * tests are skipped, or fail if the environment variable EASEL_BROWSER is "required". Nothing is downloaded: both
 * programs have fixed paths.
 */
final class Chromium implements ExecutionCondition, ParameterResolver {
    /** The environment variable that requires all tests of the page. */
    static final String VARIABLE = "EASEL_BROWSER";
    static final String REQUIRED = "required";

    private static final Path BROWSER = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final String MISSING = "The tests of the study page need " + BROWSER + " and " + DRIVER
            + ": apt-get install chromium chromium-driver";
    private static final List<String> OPTIONS = List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--force-device-scale-factor=1", "--lang=en");

    /** Warns that it has no Java classes for this version's developer tools; the tests do not use them. */
    private static final Logger TOOLS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    static {
        TOOLS.setLevel(Level.SEVERE);
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER)) {
            return ConditionEvaluationResult.enabled("Chromium is installed");
        }
        if (REQUIRED.equals(System.getenv(VARIABLE))) {
            throw new IllegalStateException(MISSING);
        }
        store(context).computeIfAbsent("said", key -> {
            System.out.println("Skipped: " + MISSING);
            return true;
        });
        return ConditionEvaluationResult.disabled(MISSING);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ChromeDriver.class;
    }

    @Override
    public ChromeDriver resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).computeIfAbsent("process", key -> Process.start(), Process.class).driver;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(Chromium.class));
    }

    /** A running browser with a new profile. JUnit closes it after all tests. */
    private static final class Process implements AutoCloseable {
        final ChromeDriver driver;
        private final Path profile;

        Process() throws IOException {
            profile = Files.createTempDirectory("easel-chromium");
            ChromeOptions options = new ChromeOptions();
            options.setBinary(BROWSER.toString());
            options.addArguments(OPTIONS);
            options.addArguments("--user-data-dir=" + profile);
            LoggingPreferences logs = new LoggingPreferences();
            logs.enable(LogType.BROWSER, Level.ALL);
            options.setCapability("goog:loggingPrefs", logs);
            try {
                driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort().build(), options);
            } catch (WebDriverException e) {
                deleteProfile();
                throw e;
            }
        }

        static Process start() {
            try {
                return new Process();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            driver.quit();
            deleteProfile();
        }

        /** Ignores files that a last process of the browser writes at the same time. */
        private void deleteProfile() {
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            } catch (IOException | UncheckedIOException e) {
                // The folder is one of the system's temporary files.
            }
        }
    }
}
