package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void withoutATerminalOnlyLinesArePrinted() {
        StringWriter text = new StringWriter();
        try (Progress progress = new Progress(new PrintWriter(text), false, 2, 32, "images")) {
            progress.print("one");
            progress.step(1);
            progress.step(2);
            progress.print("two");
        }
        assertEquals(List.of("one", "two"), text.toString().lines().toList());
    }

    @Test
    void linesDoNotMixWithTheBar() throws InterruptedException {
        StringWriter text = new StringWriter();
        try (Progress progress = new Progress(new PrintWriter(text), true, 40, 32, "images")) {
            for (int step = 1; step <= 40; step++) {
                Thread.sleep(10);
                progress.step(step);
                progress.print("step " + step);
            }
        }
        List<String> screen = screen(text.toString());
        for (int step = 1; step <= 40; step++) {
            assertEquals("step " + step, screen.get(step - 1));
        }
        String bar = screen.get(40);
        assertTrue(bar.contains("100% [") && bar.contains("40/40") && bar.endsWith(" images/s"), bar);
        assertEquals(41, screen.size());
        assertFalse(text.toString().contains("\u001b"), "no colours and no cursor movements");
        assertTrue(screen.stream().allMatch(line -> line.length() < 80));
    }

    @Test
    void downloadNamesEachFileOnce() {
        StringWriter text = new StringWriter();
        try (DownloadProgress progress = new DownloadProgress(new PrintWriter(text), false)) {
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
        try (DownloadProgress progress = new DownloadProgress(new PrintWriter(text), true)) {
            progress.advanced("images.gz", 0, 3 << 20);
            progress.advanced("images.gz", 3 << 20, 3 << 20);
            progress.advanced("labels.gz", 0, 5000);
            progress.advanced("labels.gz", 5000, 5000);
        }
        List<String> screen = screen(text.toString());
        assertEquals("Downloading images.gz, 3,072 KB", screen.get(0));
        assertTrue(screen.get(1).contains("3072/3072") && screen.get(1).endsWith(" KB/s"), screen.get(1));
        assertEquals("Downloading labels.gz, 5 KB", screen.get(2));
        assertTrue(screen.get(3).contains("4/4"), screen.get(3));
    }

    /** The lines on a terminal: a carriage return moves to the start of the line, and later text overwrites it. */
    private static List<String> screen(String output) {
        List<String> lines = new ArrayList<>();
        for (String printed : output.split("\r?\n")) {
            StringBuilder line = new StringBuilder();
            for (String part : printed.split("\r")) {
                line.replace(0, Math.min(part.length(), line.length()), part);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
