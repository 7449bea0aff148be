package easel.datasets;

import static easel.datasets.PictureFiles.levels;
import static easel.datasets.PictureFiles.names;
import static easel.datasets.PictureFiles.noise;
import static easel.datasets.PictureFiles.pngHeader;
import static easel.datasets.PictureFiles.rgb;
import static easel.datasets.PictureFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Reports pictures that cannot be read, and leaves them out on request. */
class BrokenPicturesTest {
    private static final Shape GRAY = Shape.of(1, 2, 1);
    private static final Shape RGB = Shape.of(1, 2, 3);

    @TempDir
    Path folder;

    @Test
    void brokenPicturesAreNamedAndSkippedOnRequest() throws IOException {
        write(noise(40), folder.resolve("good.png"), "png");
        List<String> broken = List.of("cut.bmp", "cut.gif", "cut.jpg", "cut.png", "empty.png", "text.png");
        for (String name : broken.subList(0, 4)) {
            Path file = folder.resolve(name);
            write(noise(40), file, name.substring(4).replace("jpg", "jpeg"));
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        }
        Files.createFile(folder.resolve("empty.png"));
        Files.writeString(folder.resolve("text.png"), "This is no picture, despite its name.");

        ImageFolder all = ImageFolder.open(folder, Shape.of(8, 8, 3));
        assertEquals(7, all.size());
        assertEquals(List.of(), all.skipped());
        for (int i : new int[] {0, 1, 2, 3, 4, 6}) {
            String message = assertThrows(UncheckedIOException.class,
                    () -> all.images(new int[] {5, i}, Scaling.ZERO_TO_ONE), all.file(i)::toString).getMessage();
            assertTrue(message.startsWith(all.file(i) + " cannot be read: "), message);
            assertTrue(message.endsWith("; expected a complete picture in RGB, gray, CMYK or palette"
                    + " colours. Replace or remove it, or skip broken pictures: withBrokenSkipped(), in the examples"
                    + " --skip-broken."), message);
        }
        ImageFolder whole = all.withBrokenSkipped();
        assertEquals(List.of("good.png"), names(whole));
        assertEquals(broken.stream().map(folder::resolve).toList(), whole.skipped());
        assertArrayEquals(levels(all, 5), levels(whole, 0));
    }

    @Test
    void aTextFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("a.png"), "text");
        String expected = file + " cannot be read: its content is neither PNG, JPEG, GIF nor BMP; expected a"
                + " complete picture in RGB, gray, CMYK or palette colours. Replace or remove it, or skip broken"
                + " pictures: withBrokenSkipped(), in the examples --skip-broken.";
        assertFailure(expected, () -> ImageFolder.open(folder, 3));
        assertFailure("none of 1 pictures can be read; the first: " + expected,
                () -> ImageFolder.open(folder, RGB).withBrokenSkipped());
    }

    @Test
    void headersOfAllPicturesAreCheckedWithProgress() throws IOException {
        write(noise(8), folder.resolve("a.png"), "png");
        write(noise(8), folder.resolve("d.png"), "png");
        List<String> calls = new ArrayList<>();
        ImageFolder.Progress progress = (pictures, all) -> calls.add(pictures + " of " + all);
        ImageFolder.open(folder, RGB).checkHeaders(progress);
        assertEquals(List.of("1 of 2", "2 of 2"), calls);
        Files.writeString(folder.resolve("b.png"), "text");
        String one = folder.resolve("b.png") + " cannot be read: its content is neither PNG, JPEG, GIF nor BMP";
        assertFailureStarts(one, () -> ImageFolder.open(folder, RGB).checkHeaders(progress));
        assertFailureStarts(one, () -> ImageFolder.open(folder, 3, progress));
        Files.writeString(folder.resolve("c.png"), "text");
        String first = "2 of 4 pictures cannot be read; the first: " + one;
        assertFailureStarts(first, () -> ImageFolder.open(folder, RGB).checkHeaders(progress));
        assertFailureStarts(first, () -> ImageFolder.open(folder, 3, progress));
        assertEquals("4 of 4", calls.get(calls.size() - 1));
    }

    @Test
    void picturesOfOneSizeAreOpenedWithoutTheBrokenOnes() throws IOException {
        Files.writeString(folder.resolve("a.png"), "text");
        write(noise(8), folder.resolve("b.png"), "png");
        byte[] whole = Files.readAllBytes(folder.resolve("b.png"));
        Files.write(folder.resolve("c.png"), Arrays.copyOf(whole, whole.length / 2));
        write(noise(8), folder.resolve("d.png"), "png");
        List<String> calls = new ArrayList<>();
        ImageFolder readable = ImageFolder.openReadable(folder, 3, (pictures, all) -> calls.add(pictures + "/" + all));
        assertEquals(List.of("b.png", "d.png"), names(readable));
        assertEquals(List.of(folder.resolve("a.png"), folder.resolve("c.png")), readable.skipped());
        assertEquals(Shape.of(8, 8, 3), readable.imageShape());
        assertEquals(List.of("1/4", "2/4", "3/4", "4/4", "1/3", "2/3", "3/3"), calls);
        write(noise(9), folder.resolve("e.png"), "png");
        assertFailureStarts(folder.resolve("b.png") + " has 8 x 8 pixels (height x width) and "
                + folder.resolve("e.png") + " has 9 x 9", () -> ImageFolder.openReadable(folder, 3, (n, all) -> { }));
        for (String name : List.of("b.png", "d.png", "e.png")) {
            Files.delete(folder.resolve(name));
        }
        assertFailureStarts("none of 2 pictures can be read; the first: " + folder.resolve("c.png"),
                () -> ImageFolder.openReadable(folder, 3, (n, all) -> { }));
    }

    @Test
    void skippingKeepsClassIndices() throws IOException {
        for (String name : List.of("cat", "dog")) {
            Files.createDirectory(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("a.png"), "text");
        }
        write(rgb(1, 0), folder.resolve("dog").resolve("b.png"), "png");
        ImageFolder whole = ImageFolder.open(folder, GRAY).withBrokenSkipped();
        assertEquals(List.of("cat", "dog"), whole.classes());
        assertEquals(1, whole.label(0));
    }

    @Test
    void tooLargeSizesInTheHeaderAreRefused() throws IOException {
        Path file = folder.resolve("a.png");
        Files.write(file, pngHeader(100_000, 100_000));
        String reason = " cannot be read: its header declares 100000 x 100000 pixels, more than 67108864 in all;";
        ImageFolder pictures = ImageFolder.open(folder, RGB);
        String message = assertThrows(UncheckedIOException.class, () -> levels(pictures, 0)).getMessage();
        assertTrue(message.startsWith(file + reason), message);
        message = assertThrows(IOException.class, () -> ImageFolder.open(folder, 3)).getMessage();
        assertTrue(message.startsWith(file + reason), message);
    }

    private static void assertFailureStarts(String expected, Executable call) {
        String message = assertThrows(IOException.class, call).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    private static void assertFailure(String expected, Executable call) {
        assertEquals(expected, assertThrows(IOException.class, call).getMessage());
    }
}
