package easel.datasets;

import static easel.datasets.PictureFiles.names;
import static easel.datasets.PictureFiles.rgb;
import static easel.datasets.PictureFiles.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import easel.core.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unused files and folders of a folder of pictures are counted by kind. */
class FolderListingTest {
    private static final Shape GRAY = Shape.of(1, 1, 1);

    @TempDir
    Path folder;

    @BeforeEach
    void createClass() throws IOException {
        picture("cat/a.png");
    }

    private void picture(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        write(rgb(1, 0), folder.resolve(name), "png");
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    @Test
    void otherEndingsAreCounted() throws IOException {
        for (String name : List.of("a.jfif", "b.jfif", "notes.TXT", "Makefile", "x.a\u001b[31m", ".hidden.jfif")) {
            Files.createFile(folder.resolve("cat").resolve(name));
        }
        Files.createFile(folder.resolve("labels.csv"));
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals("1 file ending in .TXT, 1 file ending in .csv, 2 files ending in .jfif, 2 files with another"
                + " ending", pictures.ignored());
        assertEquals(pictures.ignored(), pictures.withBrokenSkipped().ignored());
        assertEquals(pictures.ignored(), ImageFolder.open(folder, 1).ignored());
        assertEquals(pictures.ignored(), ImageFolder.openReadable(folder, 1, (n, all) -> { }).ignored());
    }

    @Test
    void nothingIsCountedInAFolderOfPicturesOnly() throws IOException {
        assertEquals("", ImageFolder.open(folder, GRAY).ignored());
    }

    @Test
    void foldersWithinSubFoldersAreCounted() throws IOException {
        picture("cat/old/b.png");
        picture("cat/new/c.png");
        assertEquals("2 folders within a sub-folder", ImageFolder.open(folder, GRAY).ignored());
    }

    @Test
    void subFoldersThatCannotBeReadAreCounted() throws IOException {
        picture("dog/a.png");
        FolderListing listing = FolderListing.of(folder, path -> {
            if (path.endsWith("dog")) {
                throw new AccessDeniedException("dog");
            }
            try (Stream<Path> all = Files.list(path)) {
                return all.toList();
            }
        });
        assertEquals("1 sub-folder without permission to read", listing.ignored());
        assertEquals(List.of("cat"), listing.classes());
    }

    @Test
    void linksWithoutTargetAndLoopsAreCounted() throws IOException {
        assumeFalse(isWindows(), "links need a permission there");
        Files.createSymbolicLink(folder.resolve("cat/self.png"), Path.of("self.png"));
        Files.createSymbolicLink(folder.resolve("cat/gone.png"), Path.of("none.png"));
        Files.createSymbolicLink(folder.resolve("cat/alias.png"), Path.of("a.png"));
        Files.createSymbolicLink(folder.resolve("here"), folder);
        Files.createSymbolicLink(folder.resolve("parent"), folder.getParent());
        ImageFolder pictures = ImageFolder.open(folder, GRAY);
        assertEquals("2 links to a folder above, 2 links without a target", pictures.ignored());
        assertEquals(List.of("a.png", "alias.png"), names(pictures));
        Path flat = Files.createDirectory(folder.resolve("flat"));
        write(rgb(1, 0), flat.resolve("a.png"), "png");
        Files.createSymbolicLink(flat.resolve("loop"), flat);
        assertEquals("1 link to a folder above", ImageFolder.open(flat, GRAY).ignored());
    }

    @Test
    void aFolderWithOtherEndingsOnlyIsRefusedWithTheirNumber() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.createFile(other.resolve("a.jfif"));
        Files.createFile(other.resolve("b.jfif"));
        assertEquals(other + " has no pictures; expected files ending in .png, .jpg, .jpeg, .gif or .bmp, in the folder"
                + " or in one sub-folder for each class. It has 2 files ending in .jfif.",
                assertThrows(IOException.class, () -> ImageFolder.open(other, GRAY)).getMessage());
    }

    @Test
    void namesAreSortedByTheirBytes() throws IOException {
        List<Path> sorted = new ArrayList<>(Stream.of("B", "a", "a b", "\u00e9", "\u65e5", "\uff5e", "\ud83d\ude00")
                .map(folder::resolve).toList());
        List<Path> shuffled = new ArrayList<>(sorted);
        Collections.reverse(shuffled);
        shuffled.sort(FileNames.order());
        assertEquals(sorted, shuffled);
        for (Path path : sorted) {
            assertEquals(Arrays.toString(path.getFileName().toString().getBytes(StandardCharsets.UTF_8)),
                    Arrays.toString(FileNames.bytes(path)));
        }
    }
}
