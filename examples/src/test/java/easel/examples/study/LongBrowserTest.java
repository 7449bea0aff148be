package easel.examples.study;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A test or test class of the page that takes several seconds. It runs where all tests of the page must run, as in
 * .ci/run.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@EnabledIfEnvironmentVariable(named = Chromium.VARIABLE, matches = Chromium.REQUIRED)
@interface LongBrowserTest {}
