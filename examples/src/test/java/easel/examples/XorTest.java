package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class XorTest {
    private static void assertLearned(List<String> predictions) {
        List<Double> expected = List.of(0.0, 1.0, 1.0, 0.0);
        for (int n = 0; n < 4; n++) {
            String line = predictions.get(n);
            assertTrue(line.startsWith(n / 2 + " xor " + n % 2 + " = "), line);
            assertEquals(expected.get(n), Double.parseDouble(line.substring(10)), 0.05, line);
        }
    }

    @Test
    void xorIsLearned() {
        List<String> lines = Execution.printed(() -> Xor.main(new String[0]));
        assertEquals(4, lines.size());
        assertLearned(lines);
    }

    @Test
    void backwardPassIsPrintedFromTheLossToTheInput() {
        List<String> lines = Execution.printed(() -> Execution.of(new XorBackward()));
        assertTrue(lines.contains("  0  Dense 2→8: (4, 2) parameter(2, 8) parameter(8) -> (4, 8)"), lines::toString);
        assertEquals(List.of("3", "2", "1", "0"), lines.stream()
                .skip(lines.indexOf(""))
                .filter(line -> line.matches("  \\d  .*"))
                .map(line -> line.substring(2, 3))
                .toList());
        assertTrue(lines.contains("       d output    (1)     norm 1.0000  values  1.0000"), lines::toString);
        for (String parameter : List.of("0.weight  (2, 8)", "0.bias    (8)", "2.weight  (8, 1)", "2.bias    (1)")) {
            assertEquals(1, lines.stream().filter(line -> line.startsWith("       d " + parameter)).count(), parameter);
        }
        assertLearned(lines.subList(lines.size() - 4, lines.size()));
    }
}
