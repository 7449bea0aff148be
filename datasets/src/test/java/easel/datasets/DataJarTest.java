package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.JavaProcess.Result;
import easel.testkit.PackageClasses;
import easel.testkit.ProjectModules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class DataJarTest {
    @Test
    void alteredContentIsRefusedWithBothChecksums() throws IOException {
        byte[] altered = IdxFiles.gzip(IdxFiles.labels(1, 2, 3));
        String message = assertThrows(IOException.class, () -> DataJar.verified(new ByteArrayInputStream(altered),
                "some-labels", "0".repeat(64), Idx::labels)).getMessage();
        assertTrue(message.startsWith("some-labels: its content has SHA-256 "), message);
        assertTrue(message.endsWith("; expected " + "0".repeat(64) + "."), message);
    }

    @Test
    void contentWithTheExpectedChecksumIsAccepted() throws IOException {
        // printf '\0\0\10\1\0\0\0\3\1\2\3' | sha256sum
        String sum = "398a8a7fbd9531f1d9aa2ae368533e137cb53c202c3665f25affcf1ca88844ab";
        byte[] compressed = IdxFiles.gzip(IdxFiles.labels(1, 2, 3));
        assertArrayEquals(new byte[] {1, 2, 3},
                DataJar.verified(new ByteArrayInputStream(compressed), "some-labels", sum, Idx::labels));
    }

    @Test
    void theErrorForAMissingFileNamesItAndTheRemedy() {
        DataFiles none = new DataFiles() {
            @Override
            public String artifact() {
                return "easel-mnist";
            }

            @Override
            public Optional<InputStream> open(String name) {
                return Optional.empty();
            }
        };
        DataJar jar = new DataJar("MNIST", "easel-mnist", "");
        String message = assertThrows(UncheckedIOException.class,
                () -> jar.read(none, "none.gz", "", Idx::labels)).getMessage();
        assertEquals("MNIST in the jar easel-mnist cannot be read: none.gz is missing."
                + " If the jar is damaged, build or download it again.", message);
    }

    /** The tests of this module have no data jar, so each method fails. */
    @Test
    void theErrorOfEachDataSetWithoutItsJarNamesAnArtifactOfTheProject() throws Exception {
        String managed = Files.readString(Path.of("../pom.xml")).replaceAll("(?s)</dependencyManagement>.*", "");
        List<Method> sets = PackageClasses.of(Mnist.class).stream().flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 0
                        && method.getReturnType() == LabeledImages.class).toList();
        assertFalse(sets.isEmpty());
        for (Method set : sets) {
            Throwable thrown = assertThrows(InvocationTargetException.class, () -> set.invoke(null)).getCause();
            assertEquals(UncheckedIOException.class, thrown.getClass(), set::toString);
            String artifact = thrown.getMessage().replaceAll("^.*; expected the jar ([a-z-]+)\\. .*$", "$1");
            assertTrue(thrown.getMessage().contains(" Maven dependency io.github.easel:" + artifact + " "),
                    thrown::getMessage);
            assertTrue(managed.contains("<artifactId>" + artifact + "</artifactId>"), thrown::getMessage);
        }
    }

    @Test
    void anApplicationWithoutDataJarsUsesTheRestAndGetsTheNameOfTheMissingJar(@TempDir Path folder) throws Exception {
        Path grid = folder.resolve("grid.png");
        for (Result run : ProjectModules.runOnBothPaths("easel.datasets", Path.of("src/it/Application.java"),
                grid.toString())) {
            assertEquals("""
                    Toy (100, 2)
                    Batches (4, 8, 8, 1)
                    Pipeline (4, 8, 8, 1)
                    ImageGrid
                    FashionMnist.sample: The sample of Fashion-MNIST is neither on the class path nor on the module \
                    path; expected the jar easel-fashion-mnist. Add the Maven dependency \
                    io.github.easel:easel-fashion-mnist in the version of easel-datasets, or download the data with \
                    FashionMnist.train(Downloader.standard()) and FashionMnist.test(Downloader.standard()).
                    Mnist.test: MNIST is neither on the class path nor on the module path; expected the jar \
                    easel-mnist. Add the Maven dependency io.github.easel:easel-mnist in the version of \
                    easel-datasets, or download the data with Mnist.train(Downloader.standard()) and \
                    Mnist.test(Downloader.standard()).
                    Mnist.train: MNIST is neither on the class path nor on the module path; expected the jar \
                    easel-mnist. Add the Maven dependency io.github.easel:easel-mnist in the version of \
                    easel-datasets, or download the data with Mnist.train(Downloader.standard()) and \
                    Mnist.test(Downloader.standard()).
                    """, run.expectSuccess().replace(System.lineSeparator(), "\n"));
            assertTrue(ImageIO.read(grid.toFile()).getWidth() >= 16);
        }
    }
}
