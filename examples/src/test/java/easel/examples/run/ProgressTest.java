package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    @Test
    void withoutATerminalOnlyLinesArePrinted() {
        StringWriter text = new StringWriter();
        try (Progress progress = new Progress(new PrintWriter(text), 0, 2, 32, "images")) {
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
        try (Progress progress = new Progress(new PrintWriter(text), 80, 40, 32, "images")) {
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

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 40, 59, 60, 61, 80, 200})
    void noLineIsAsLongAsTheTerminalIsWide(int columns) {
        for (long steps : new long[] {1, 10, 6000, 60_000, 123_456_789_012L}) {
            StringWriter text = new StringWriter();
            try (Progress progress = new Progress(new PrintWriter(text), columns, steps, 1000, "pictures")) {
                for (int i = 0; i <= 20; i++) {
                    progress.step(i * steps / 20);
                }
            }
            for (String line : text.toString().split("[\r\n]+")) {
                assertTrue(line.length() < columns, line);
            }
            assertEquals(columns >= 60, text.toString().contains("["), "a bar");
        }
    }

    @Test
    void narrowTerminalGetsALineForEachTenth() {
        StringWriter text = new StringWriter();
        try (Progress progress = new Progress(new PrintWriter(text), 59, 3000, 1, "images")) {
            progress.startAfter(1000);
            for (int step = 1001; step <= 3000; step++) {
                progress.step(step);
            }
        }
        List<String> lines = text.toString().lines().toList();
        assertEquals(7, lines.size(), text.toString());
        assertTrue(lines.get(0).matches(" 40 %  1,200 of 3,000  [0-9,]+ images/s"), lines.get(0));
        assertTrue(lines.get(6).matches("100 %  3,000 of 3,000  [0-9,]+ images/s"), lines.get(6));
        StringWriter narrow = new StringWriter();
        try (Progress progress = new Progress(new PrintWriter(narrow), 21, 3000, 1, "images")) {
            progress.step(1500);
        }
        assertEquals(" 50 %", narrow.toString().stripTrailing());
    }

    @ParameterizedTest
    @CsvSource({"60, false", "80, true", "200, true"})
    void barOfThreePartsFitsSixtyColumnsAndTheRateEighty(int columns, boolean rate) {
        StringWriter text = new StringWriter();
        try (Progress progress = new Progress(new PrintWriter(text), columns, 60_000, 1, "pictures")) {
            progress.step(60_000);
        }
        String bar = screen(text.toString()).get(0);
        assertTrue(bar.matches(" ?100% \\[=+\\] 60000/60000 \\(0:00:\\d\\d / 0:00:\\d\\d\\).*"), bar);
        assertEquals(rate, bar.endsWith(" pictures/s"), bar);
    }

    @Test
    void widthIsThatOfTheTerminalOrOfTheVariableOrSixty() {
        assertEquals(43, TerminalWidth.columns("24 43\n", "80"));
        for (String unknown : List.of("", "0 0", "stty: standard input", "24", "24 x")) {
            assertEquals(99, TerminalWidth.columns(unknown, "99"));
            assertEquals(60, TerminalWidth.columns(unknown, null));
            assertEquals(60, TerminalWidth.columns(unknown, "wide"));
            assertEquals(60, TerminalWidth.columns(unknown, "0"));
        }
        assertTrue(TerminalWidth.columns() > 0);
    }

    /** The lines on a terminal: a carriage return moves to the start of the line, and later text overwrites it. */
    static List<String> screen(String output) {
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
