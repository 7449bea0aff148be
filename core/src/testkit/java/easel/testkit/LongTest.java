package easel.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test, or a test class, that takes several seconds: it starts several processes, kills a run at random moments or
 * computes with many images. {@code mvn verify} omits it; .ci/run has a command that runs only these tests.
 */
@Tag("long")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface LongTest {}
