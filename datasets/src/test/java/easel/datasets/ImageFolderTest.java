package easel.datasets;

import static easel.datasets.PictureFiles.levels;
import static easel.datasets.PictureFiles.names;
import static easel.datasets.PictureFiles.rgb;
import static easel.datasets.PictureFiles.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Lists folders of pictures and reads batches from them. */
class ImageFolderTest {
    private static final Shape GRAY = Shape.of(1, 2, 1);
    private static final Shape RGB = Shape.of(1, 2, 3);

    @TempDir
    Path folder;

    @Test
    void picturesAreSortedByNameAndOtherFilesIgnored() throws IOException {
        for (String name : List.of("b.png", "B.PNG", "a10.png", "a9.png", ".hidden.png")) {
            write(rgb(1, 0), folder.resolve(name), "png");
        }
        Files.writeString(folder.resolve("notes.txt"), "text");
        Files.writeString(folder.resolve("png"), "text");
        Files.createDirectory(folder.resolve("c.png"));
        Files.createDirectory(folder.resolve(".git"));
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals(4, pictures.size());
        assertEquals(List.of("B.PNG", "a10.png", "a9.png", "b.png"), names(pictures));
        assertEquals(List.of(), pictures.classes());
    }

    @Test
    void subFoldersAreClassesInTheOrderOfTheirNames() throws IOException {
        for (String name : List.of("dog/2.png", "cat/9.png", "dog/1.png", "none/x.txt", ".old/1.png",
                "ox/deep/1.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            write(rgb(1, 0), folder.resolve(name), "png");
        }
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals(List.of("cat", "dog"), pictures.classes());
        assertEquals(List.of("9.png", "1.png", "2.png"), names(pictures));
        assertArrayEquals(new float[] {1, 0, 1}, pictures.labels(new int[] {2, 0, 1}).array());
        assertEquals(folder.resolve("dog").resolve("1.png"), pictures.file(1));
    }

    @Test
    void withoutSubFoldersThereAreNoLabels() throws IOException {
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals("these images have no labels; expected a labeled data set, or a folder with one sub-folder for"
                + " each class", assertThrows(IllegalStateException.class, () -> pictures.label(0)).getMessage());
    }

    @Test
    void picturesInTheFolderAndInSubFoldersAreRefused() throws IOException {
        Files.createDirectory(folder.resolve("cat"));
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        write(rgb(1, 0), folder.resolve("cat").resolve("a.png"), "png");
        assertFailure(folder + " has pictures and a sub-folder with pictures, cat; expected pictures in the folder or"
                + " in sub-folders, not both. Move the pictures into a sub-folder, or move the sub-folder out.",
                () -> ImageFolder.open(folder, GRAY));
    }

    @Test
    void aFolderWithoutPicturesIsRefused() throws IOException {
        String expected = folder + " has no pictures; expected files ending in .png, .jpg, .jpeg, .gif or .bmp, in"
                + " the folder or in one sub-folder for each class.";
        assertFailure(expected, () -> ImageFolder.open(folder, GRAY));
        Files.writeString(folder.resolve("notes.txt"), "text");
        Files.createDirectory(folder.resolve("cat"));
        assertFailure(expected + " It has 1 file ending in .txt.", () -> ImageFolder.open(folder, 3));
    }

    @Test
    void aMissingFolderAndAFileAreRefused() throws IOException {
        Path missing = folder.resolve("none");
        assertFailure(missing + " does not exist; expected a folder of pictures. Check the path; if the folder has"
                + " moved, give its new path, in the examples with --data.",
                () -> ImageFolder.open(missing, GRAY));
        Path file = Files.writeString(folder.resolve("a.png"), "x");
        assertFailure(file + " is a file; expected a folder of pictures. Check the path.",
                () -> ImageFolder.open(file, 1));
    }

    @Test
    void shapesOtherThanGrayOrRgbAreRefused() {
        for (Shape shape : List.of(Shape.of(4), Shape.of(4, 4), Shape.of(4, 4, 3, 1))) {
            String message = assertThrows(IllegalArgumentException.class, () -> ImageFolder.open(folder, shape))
                    .getMessage();
            assertEquals("image shape " + shape + ": expected (H, W, 1) for gray or (H, W, 3) for red, green, blue",
                    message);
        }
        assertEquals("4 channels: expected 1 for gray or 3 for red, green, blue",
                assertThrows(IllegalArgumentException.class, () -> ImageFolder.open(folder, Shape.of(2, 2, 4)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> ImageFolder.open(folder, 0));
    }

    @Test
    void picturesOfDifferentSizesNeedAShape() throws IOException {
        write(rgb(1, 0, 0), folder.resolve("a.png"), "png");
        write(rgb(1, 0, 0), folder.resolve("b.png"), "png");
        assertEquals(Shape.of(2, 1, 3), ImageFolder.open(folder, 3).imageShape());
        write(rgb(2, 0, 0), folder.resolve("c.png"), "png");
        assertFailure(folder.resolve("a.png") + " has 2 x 1 pixels (height x width) and " + folder.resolve("c.png")
                + " has 1 x 2; expected pictures of one size. Give a shape (in the examples --size) to crop and"
                + " resize all of them.", () -> ImageFolder.open(folder, 3));
        assertEquals(Shape.of(3, 1, 2, 1), ImageFolder.open(folder, GRAY)
                .images(new int[] {0, 1, 2}, Scaling.ZERO_TO_ONE).shape());
    }

    @Test
    void picturesAreOpenedOnlyWhenUsed() throws IOException {
        Path file = folder.resolve("a.png");
        Files.writeString(file, "not yet a picture");
        ImageFolder pictures = ImageFolder.open(folder, RGB);
        write(rgb(2, 0x010203, 0x040506), file, "png");
        assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, levels(pictures, 0));
        write(rgb(2, 0x070809, 0x0A0B0C), file, "png");
        assertArrayEquals(new int[] {7, 8, 9, 10, 11, 12}, levels(pictures, 0));
        Files.delete(file);
        String message = assertThrows(UncheckedIOException.class, () -> levels(pictures, 0)).getMessage();
        assertTrue(message.startsWith(file + " cannot be read: it no longer exists; "), message);
        assertEquals(1, pictures.size());
    }

    @Test
    void aBatchIsScaledAndHasTheRequestedOrder() throws IOException {
        write(rgb(2, 0x000000, 0x333333), folder.resolve("a.png"), "png");
        write(rgb(2, 0xFFFFFF, 0xCCCCCC), folder.resolve("b.png"), "png");
        Tensor batch = ImageFolder.open(folder, GRAY).images(new int[] {1, 0}, Scaling.ZERO_TO_ONE);
        assertEquals(Shape.of(2, 1, 2, 1), batch.shape());
        assertArrayEquals(new float[] {1, 0.8f, 0, 0.2f}, batch.array());
    }

    @Test
    void anIndexOutOfRangeIsRefused() throws IOException {
        write(rgb(1, 0), folder.resolve("a.png"), "png");
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        for (Executable call : List.<Executable>of(() -> pictures.file(1), () -> pictures.label(1),
                () -> pictures.levels(1, new byte[2], 0))) {
            assertEquals("index 1 is outside a data set of 1 examples: expected 0 to 0",
                    assertThrows(IllegalArgumentException.class, call).getMessage());
        }
    }

    private static void assertFailure(String expected, Executable call) {
        assertEquals(expected, assertThrows(IOException.class, call).getMessage());
    }
}
