package easel.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import easel.core.DivergedException;
import easel.examples.SeededRuns.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeededRunsTest {
    private static final List<Measure<Integer>> MEASURES = List.of(
            new Measure<>("tens", "in tens", "%.2f", run -> run / 10.0), new Measure<>("n", "n", "%.1f", run -> run));

    /** The result of variant 30 with seed 2 is 32. */
    private static SeededRuns<Integer> runs() {
        return SeededRuns.train(List.of(10, 20, 30), variant -> "variant " + variant, 2, Integer::sum);
    }

    @Test
    void theResultsAreInTheOrderOfTheSeedsThenOfTheVariants() {
        assertEquals(List.of("variant 10", "variant 20", "variant 30"), runs().names());
        assertEquals(List.of(11, 21, 31), runs().ofFirstSeed());
        assertEquals(List.of(21, 22), runs().of("variant 20"));
    }

    @Test
    void theTableHasMeansAndStandardErrors() {
        assertEquals(List.of(
                "                            in tens              n",
                "variant 10              1.15 ± 0.05     11.5 ± 0.5",
                "variant 20              2.15 ± 0.05     21.5 ± 0.5",
                "variant 30              3.15 ± 0.05     31.5 ± 0.5"), runs().table(15, MEASURES).lines().toList());
    }

    @Test
    void theCsvFileHasALineForEachRun() {
        assertEquals("gan,seed,steps,tens,n\n", SeededRuns.titles("gan", MEASURES));
        assertEquals("ring,variant 10,1,500,1.1,11\nring,variant 20,1,500,2.1,21\nring,variant 30,1,500,3.1,31\n"
                + "ring,variant 10,2,500,1.2,12\nring,variant 20,2,500,2.2,22\nring,variant 30,2,500,3.2,32\n",
                runs().lines("ring,", 500, MEASURES));
    }

    @Test
    void aRunThatDivergesIsNamed() {
        assertEquals("variant 20, seed 2, step 7: the loss is NaN", assertThrows(DivergedException.class,
                () -> SeededRuns.train(List.of(10, 20), variant -> "variant " + variant, 3, (variant, seed) -> {
                    if (variant == 20 && seed == 2) {
                        throw new DivergedException("step 7: the loss is NaN");
                    }
                    return 0;
                })).getMessage());
    }
}
