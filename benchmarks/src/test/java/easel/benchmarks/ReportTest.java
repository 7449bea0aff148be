package easel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static Path json() throws URISyntaxException {
        return Path.of(ReportTest.class.getResource("jmh.json").toURI());
    }

    @Test
    void tablesHaveTimesRatesSharesOfPeakAndRatios() throws Exception {
        assertEquals("""
                ### PeakBenchmark

                |   ms | GFLOP/s | % of peak |
                | ---: | ------: | --------: |
                | 1.00 |     200 |       100 |

                ### GemmBenchmark

                | size        | gemm  |   ms | GFLOP/s | % of peak | times JAVA |
                | ----------- | ----- | ---: | ------: | --------: | ---------: |
                | 32x784x1024 | NAIVE | 20.0 |    5.00 |      2.50 |      0.050 |
                | 32x784x1024 | JAVA  | 1.00 |     100 |      50.0 |       1.00 |
                | 512x512x512 | NAIVE |  250 |    4.00 |      2.00 |            |

                ### LayerBenchmark

                | method  | piece |    ms |
                | ------- | ----- | ----: |
                | adam    |       |  1.23 |
                | forward | TANH  | 0.941 |

                ### TrainingStepBenchmark

                | program |   ms |
                | ------- | ---: |
                | VANILLA | 8.25 |

                """,
                Report.text(JmhResult.read(json()), Map.of("gemm", "JAVA", "by", "IM2COL")));
    }

    @Test
    void withoutAPeakTheShareIsEmpty() throws Exception {
        List<JmhResult> results = JmhResult.read(json()).subList(2, 3);
        assertTrue(Report.text(results, Map.of()).contains("| JAVA | 32x784x1024 | 1.00 |     100 |           |\n"));
    }

    @Test
    void anUnknownUnitIsRefused(@TempDir Path folder) throws Exception {
        Path other = Files.writeString(folder.resolve("other.json"),
                Files.readString(json()).replace("us/op", "hours/op"));
        String message = assertThrows(IllegalArgumentException.class, () -> JmhResult.read(other)).getMessage();
        assertTrue(message.contains("easel.benchmarks.LayerBenchmark.adam"), message);
        assertTrue(message.contains("hours/op"), message);
    }

    @Test
    void filesWithoutResultsAreRefused(@TempDir Path folder) throws Exception {
        Path none = folder.resolve("none.json");
        assertRefused(none, "there is no file " + none);
        assertRefused(Files.createFile(folder.resolve("empty.json")), "empty.json is empty");
        assertRefused(Files.writeString(folder.resolve("half.json"), "[{\"benchmark\""),
                "half.json has no JMH results");
        assertRefused(Files.writeString(folder.resolve("other.json"), "{}"), "other.json has no JMH results");
        assertEquals(1, Report.run(none.toString(), "--out", folder.toString()));
    }

    private static void assertRefused(Path json, String why) {
        String message = assertThrows(IOException.class, () -> JmhResult.read(json)).getMessage();
        assertTrue(message.contains(why) && message.contains("exec:exec@short"), message);
    }

    @Test
    void barsOfEachSeriesHaveTheirOwnColour(@TempDir Path folder) throws Exception {
        List<JmhResult> gemm = JmhResult.read(json()).stream().filter(r -> r.name().startsWith("Gemm")).toList();
        Path png = Files.write(folder.resolve("bars.png"), BarChart.png("GemmBenchmark", gemm, "gemm"));
        BufferedImage picture = ImageIO.read(png.toFile());
        assertTrue(pixels(picture, rgb -> (rgb & 255) > (rgb >> 16 & 255) + 100) > 1000, "blue bars");
        assertTrue(pixels(picture, rgb -> (rgb >> 16 & 255) > (rgb & 255) + 100) > 1000, "orange bars");
    }

    private static long pixels(BufferedImage picture, IntPredicate colour) {
        int[] all = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        return IntStream.of(all).filter(colour).count();
    }

    @Test
    void everyBenchmarkHasATitleInWords() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/easel/benchmarks"))) {
            List<String> benchmarks = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> name.endsWith("Benchmark")).toList();
            assertTrue(benchmarks.size() >= 5, benchmarks.toString());
            for (String name : benchmarks) {
                assertTrue(BarChart.title(name).contains(" "), name + ": add a title to BarChart");
            }
        }
    }

    @Test
    void axisIsLogarithmicAboveAFactorOfTen() {
        BarChart.Axis logarithmic = BarChart.Axis.of(0.2, 30);
        assertTrue(logarithmic.logarithmic());
        assertEquals(List.of("0.1", "", "1", "10", "100"),
                Stream.of(0.0, 0.5, 1.0, 2.0, 3.0).map(logarithmic::label).toList());
        assertEquals(1, logarithmic.position(1), 1e-12);
        assertEquals(2 + Math.log10(3), logarithmic.position(30), 1e-12);
        assertFalse(BarChart.Axis.of(1, 10).logarithmic());
        assertFalse(BarChart.Axis.of(0, 10).logarithmic());
        BarChart.Axis linear = BarChart.Axis.of(150, 500);
        assertEquals(List.of("0", "", "50", "100", "500"),
                Stream.of(0.0, 20.0, 50.0, 100.0, 500.0).map(linear::label).toList());
        assertEquals(150, linear.position(150));
    }

    @Test
    void chartsOfSizesThatDifferAreDrawn() throws IOException {
        for (double largest : new double[] {2, 2e5}) {
            List<JmhResult> rows = List.of(new JmhResult("A", Map.of("size", "1", "by", "X"), 1, Double.NaN),
                    new JmhResult("A", Map.of("size", "1", "by", "Y"), largest, Double.NaN),
                    new JmhResult("A", Map.of("size", "2", "by", "X"), 0.5, Double.NaN));      // without Y
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(BarChart.png("A chart", rows, "by")));
            assertTrue(pixels(picture, rgb -> (rgb & 255) > (rgb >> 16 & 255) + 100) > 1000, "blue bars");
            assertTrue(pixels(picture, rgb -> (rgb >> 16 & 255) > (rgb & 255) + 100) > 1000, "orange bars");
        }
    }

    @Test
    void theCommandWritesOneChartPerBenchmark(@TempDir Path folder) throws IOException, URISyntaxException {
        assertEquals(0, Report.run(json().toString(), "--out", folder.toString()));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("GemmBenchmark.png", "LayerBenchmark.png", "PeakBenchmark.png",
                    "TrainingStepBenchmark.png"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }
}
