package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureProgressTest {
    @ParameterizedTest
    @CsvSource({"999, false", "1000, false", "999, true", "1000, true"})
    void manyPicturesAreAnnouncedOnceForAllPasses(int pictures, boolean terminal) {
        StringWriter out = new StringWriter();
        try (PictureProgress progress = new PictureProgress(new PrintWriter(out), terminal)) {
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 1; i <= pictures; i++) {
                    progress.advanced(i, pictures);
                }
            }
        }
        String text = out.toString();
        if (pictures < 1000) {
            assertEquals("", text);
        } else if (terminal) {
            assertTrue(text.split("Checking 1,000 pictures", -1).length == 2 && text.contains("1000/1000"), text);
        } else {
            assertEquals("Checking 1,000 pictures", text.strip());
        }
    }
}
