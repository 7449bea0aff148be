package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RegressionTest {
    private static List<String> regression(String... args) {
        return Execution.printed(() -> Regression.main(args));
    }

    @Test
    void theCurveIsLearned() {
        List<String> lines = regression();
        List<String> table = lines.subList(lines.indexOf("") + 1, lines.size());
        assertEquals("    x   curve  prediction", table.get(0));
        assertEquals(1 + 9, table.size());
        for (String line : table.subList(1, 10)) {
            String[] numbers = line.strip().split(" +");
            // One target in 20 is 2 too high, so the mean of the targets is 0.1 above the curve.
            assertEquals(Double.parseDouble(numbers[1]) + 0.1, Double.parseDouble(numbers[2]), 0.4, line);
        }
    }

    @Test
    void theHistoryHasALineForEachEpochAndForTheIncompleteOne() {
        List<String> lines = regression("45");
        assertTrue(lines.get(0).matches("epoch +step +loss +mean absolute error +validation loss +validation mean.*"),
                lines.get(0));
        assertEquals(List.of("1*", "40"), List.of(lines.get(1).strip().split(" +")).subList(0, 2));
        assertEquals(List.of("2", "45"), List.of(lines.get(2).strip().split(" +")).subList(0, 2));
        assertEquals("", lines.get(3));
        assertEquals(lines, regression("45"));
    }

    @Test
    void otherArgumentsPrintTheUsage() {
        for (String argument : List.of("--help", "0", "five", "-1")) {
            assertEquals(List.of("Usage: Regression [STEPS], by default 1200; early stopping may end it before"),
                    regression(argument));
        }
    }
}
