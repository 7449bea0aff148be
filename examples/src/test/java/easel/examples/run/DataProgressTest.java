package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataProgressTest {
    @ParameterizedTest
    @CsvSource({"999, false", "1000, false", "999, true", "1000, true"})
    void manyPicturesAreAnnouncedOnceForAllPasses(int pictures, boolean terminal) {
        StringWriter out = new StringWriter();
        try (DataProgress progress = new DataProgress(new PrintWriter(out), terminal ? 80 : 0)) {
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

    @Test
    void downloadNamesEachFileOnce() {
        StringWriter text = new StringWriter();
        try (DataProgress progress = new DataProgress(new PrintWriter(text), 0)) {
            progress.advanced("images.gz", 0, 3 << 20);
            progress.advanced("images.gz", 1 << 20, 3 << 20);
            progress.advanced("images.gz", 3 << 20, 3 << 20);
            progress.advanced("labels.gz", 0, 500);
            progress.advanced("labels.gz", 500, 500);
        }
        assertEquals(List.of("Downloading images.gz, 3,072 KB", "Downloading labels.gz, 1 KB"),
                text.toString().lines().toList());
    }

    @Test
    void downloadShowsABarForEachFile() {
        StringWriter text = new StringWriter();
        try (DataProgress progress = new DataProgress(new PrintWriter(text), 80)) {
            progress.advanced("images.gz", 0, 3 << 20);
            progress.advanced("images.gz", 3 << 20, 3 << 20);
            progress.advanced("labels.gz", 0, 5000);
            progress.advanced("labels.gz", 5000, 5000);
        }
        List<String> screen = ProgressTest.screen(text.toString());
        assertEquals("Downloading images.gz, 3,072 KB", screen.get(0));
        assertTrue(screen.get(1).contains("3072/3072") && screen.get(1).endsWith(" KB/s"), screen.get(1));
        assertEquals("Downloading labels.gz, 5 KB", screen.get(2));
        assertTrue(screen.get(3).contains("4/4"), screen.get(3));
    }
}
