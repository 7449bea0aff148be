package easel.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.datasets.FashionMnist;
import easel.datasets.FileNames;
import easel.datasets.ImageFolder;
import easel.datasets.Mnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class DataFingerprintTest {
    @TempDir
    Path parent;

    private static void picture(Path file, int color) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, color);
        ImageIO.write(picture, "bmp", file.toFile());
    }

    private static String of(Path folder) throws IOException {
        return DataFingerprint.of(ImageFolder.open(folder, Shape.of(2, 2, 1)));
    }

    @Test
    void contentNamesAndSizesOfTheFolderMatter() throws IOException {
        Path folder = parent.resolve("a");
        picture(folder.resolve("1.bmp"), 1);
        picture(folder.resolve("2.bmp"), 2);
        String fingerprint = of(folder);
        assertTrue(fingerprint.matches("2 images, sha256 [0-9a-f]{16}"), fingerprint);
        Files.setLastModifiedTime(folder.resolve("1.bmp"), FileTime.fromMillis(0));
        folder = Files.move(folder, parent.resolve("b"));
        assertEquals(fingerprint, of(folder));

        Set<String> all = new HashSet<>(Set.of(fingerprint));
        picture(folder.resolve("2.bmp"), 3);
        assertTrue(all.add(of(folder)), "another pixel");
        picture(folder.resolve("2.bmp"), 2);
        Files.move(folder.resolve("2.bmp"), folder.resolve("3.bmp"));
        assertTrue(all.add(of(folder)), "another name");
        picture(folder.resolve("4.bmp"), 4);
        assertTrue(all.add(of(folder)), "another picture");
    }

    @Test
    void classesMatter() throws IOException {
        picture(parent.resolve("a/x/1.bmp"), 1);
        picture(parent.resolve("a/y/2.bmp"), 2);
        String fingerprint = of(parent.resolve("a"));
        Files.move(parent.resolve("a/y"), parent.resolve("a/z"));
        assertNotEquals(fingerprint, of(parent.resolve("a")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x/"})
    void skippedFilesCanBeIncluded(String name) throws IOException {
        Path folder = parent.resolve("a");
        for (int i = 0; i < 300; i++) {
            picture(folder.resolve((i < 150 ? name : name.replace('x', 'b')) + (i == 7 ? 9999 : i) + ".bmp"), i);
        }
        for (int broken : new int[] {0, 12, 151}) {
            Files.writeString(folder.resolve((broken < 150 ? name : name.replace('x', 'b')) + broken + ".bmp"), "text");
        }
        ImageFolder readable = ImageFolder.open(folder, Shape.of(2, 2, 1)).withBrokenSkipped();
        assertEquals(297, readable.size());
        assertEquals(of(folder), DataFingerprint.withSkippedFiles(readable));
        assertNotEquals(of(folder), DataFingerprint.of(readable));
    }

    /** Prints the fingerprint and the order of the files in the folder that is the first argument. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException {
            ImageFolder folder = ImageFolder.open(Path.of(args[0]), Shape.of(2, 2, 1));
            System.out.println(DataFingerprint.of(folder));
            for (int i = 0; i < folder.size(); i++) {
                System.out.println(HexFormat.of().formatHex(FileNames.bytes(folder.file(i))));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00e9/", "\u65e5\u672c/"})
    void namesOutsideAsciiHaveTheSameOrderAndFingerprintInEveryLocale(String parentName) throws Exception {
        Path folder = parent.resolve("a");
        try {
            for (String name : new String[] {"\u00e9", "\u00fc", "z", "\u65e5\u672c", "\uff5e", "\ud83d\ude00", "a"}) {
                picture(folder.resolve(parentName + name + ".bmp"), name.hashCode());
            }
        } catch (InvalidPathException e) {
            Assumptions.abort("this JVM's locale has no such names");
        }
        Set<String> outputs = new HashSet<>();
        for (String locale : new String[] {"C", "C.UTF-8"}) {
            ProcessBuilder program = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Program.class.getName(),
                    folder.toString())
                    .redirectErrorStream(true);
            program.environment().put("LC_ALL", locale);
            Process process = program.start();
            outputs.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(0, process.waitFor(), outputs.toString());
        }
        assertEquals(1, outputs.size(), outputs.toString());
        assertTrue(outputs.iterator().next().startsWith(of(folder)), outputs.toString());
    }

    @Test
    void manyFilesAreSampledButAllNamesAndSizesCount() throws IOException {
        Path folder = parent.resolve("a");
        for (int i = 0; i < 512; i++) {
            picture(folder.resolve(String.format("%03d.bmp", i)), i);
        }
        String fingerprint = of(folder);
        picture(folder.resolve("101.bmp"), 0);
        assertEquals(fingerprint, of(folder), "only every second file is read");
        picture(folder.resolve("102.bmp"), 0);
        assertNotEquals(fingerprint, of(folder));
        picture(folder.resolve("102.bmp"), 102);
        Files.write(folder.resolve("101.bmp"), new byte[9]);
        assertNotEquals(fingerprint, of(folder), "another size");
    }

    @Test
    void shippedDataHasAFixedFingerprint() throws IOException {
        assertEquals("60,000 images, sha256 cfb6dfa877afd284", DataFingerprint.of(Mnist.train()));
        assertTrue(DataFingerprint.of(FashionMnist.sample()).startsWith("10,000 images"));
    }
}
