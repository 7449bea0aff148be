package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import easel.core.Shape;
import easel.core.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {
    @TempDir
    Path folder;

    @Test
    void plainAndGzipFilesGiveTheSameImages() throws IOException {
        byte[] content = IdxFiles.idx(2 * 3 * 4, IdxFiles.IMAGES, 2, 3, 4);
        for (Path path : new Path[] {file(content), file(IdxFiles.gzip(content))}) {
            Images images = Idx.readImages(path);
            assertEquals(2, images.size());
            assertEquals(Shape.of(3, 4, 1), images.imageShape());
            Tensor second = images.images(new int[] {1}, Scaling.ZERO_TO_ONE);
            for (int i = 0; i < 12; i++) {
                assertEquals((float) ((12 + i) / 255.0), second.array()[i]);
            }
        }
    }

    @Test
    void filesLargerThanAChunkAreReadCompletely() throws IOException {
        byte[] content = IdxFiles.idx(5_000_000, IdxFiles.LABELS, 5_000_000);
        byte[] expected = Arrays.copyOfRange(content, 8, content.length);
        assertArrayEquals(expected, Idx.readLabels(file(content)));
        assertArrayEquals(expected, Idx.readLabels(file(IdxFiles.gzip(content))));
    }

    @Test
    void labelsUpTo255AreKept() throws IOException {
        Path images = file(IdxFiles.idx(2, IdxFiles.IMAGES, 2, 1, 1));
        Path labels = file(IdxFiles.labels(0, 255));
        LabeledImages data = LabeledImages.read(images, labels);
        assertEquals(0, data.label(0));
        assertEquals(255, data.label(1));
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.gz");
        assertRefused(missing, "does not exist. Give the path of an IDX file such as train-images-idx3-ubyte.gz.");
    }

    @Test
    void aFolderIsRefused() {
        assertRefused(folder, "is a folder; expected a file.");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        assertRefused(file(new byte[0]), "is empty; expected an IDX file, gzip or plain. Fetch the file again.");
        assertRefused(file(new byte[1]), "ends after one byte; expected an IDX file");
        assertRefused(file(IdxFiles.gzip(new byte[0])), "ends within the magic number; expected a complete IDX header");
    }

    @Test
    void aFileThatIsNeitherGzipNorIdxIsRefused() throws IOException {
        assertRefused(file("<html>".getBytes(StandardCharsets.US_ASCII)),
                "starts with the bytes 3c 68: neither gzip (1f 8b) nor plain IDX (00 00). Give the path of an IDX");
    }

    @Test
    void aTruncatedHeaderIsRefused() throws IOException {
        byte[] whole = IdxFiles.idx(12, IdxFiles.IMAGES, 1, 3, 4);
        String[] within = {"the magic number", "the size of axis 0", "the size of axis 1", "the size of axis 2"};
        for (int length = 2; length < 16; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            String expected = "ends within " + within[length / 4] + "; expected a complete IDX header";
            assertRefused(file(cut), expected);
            assertRefused(file(IdxFiles.gzip(cut)), expected);
        }
    }

    @Test
    void truncatedDataIsRefused() throws IOException {
        byte[] cut = Arrays.copyOf(IdxFiles.idx(12, IdxFiles.IMAGES, 1, 3, 4), 16 + 7);
        String expected = "ends after 7 bytes of data; its sizes [1, 3, 4] need 12. Fetch the file again.";
        assertRefused(file(cut), expected);
        assertRefused(file(IdxFiles.gzip(cut)), expected);
    }

    @Test
    void gzipTruncatedAtAnyByteIsRefused() throws IOException {
        byte[] whole = IdxFiles.gzip(IdxFiles.idx(1200, IdxFiles.IMAGES, 1, 30, 40));
        for (int length = 2; length < whole.length; length++) {
            assertRefused(file(Arrays.copyOf(whole, length)), "the gzip stream is truncated");
        }
    }

    @Test
    void damagedGzipIsRefused() throws IOException {
        byte[] whole = IdxFiles.gzip(IdxFiles.idx(1200, IdxFiles.IMAGES, 1, 30, 40));
        whole[whole.length - 6] ^= 1;   // in the checksum
        assertRefused(file(whole), "the gzip stream is damaged (Corrupt GZIP trailer)");
        assertRefused(file(new byte[] {0x1F, (byte) 0x8B, 99, 0, 0, 0, 0, 0, 0, 0}), "the gzip stream is damaged");
    }

    @Test
    void aLabelFileInPlaceOfAnImageFileIsRefused() throws IOException {
        assertRefused(file(IdxFiles.labels(1, 2, 3)), "magic 0x00000801, which is labels (unsigned bytes, 1 axis);"
                + " expected 0x00000803, images (unsigned bytes, 3 axes). Are the paths of images and labels swapped?");
    }

    @Test
    void anImageFileInPlaceOfALabelFileIsRefused() throws IOException {
        Path images = file(IdxFiles.gzip(IdxFiles.idx(12, IdxFiles.IMAGES, 1, 3, 4)));
        String message = assertThrows(IOException.class, () -> Idx.readLabels(images)).getMessage();
        assertEquals(images + ": magic 0x00000803, which is images (unsigned bytes, 3 axes); expected 0x00000801,"
                + " labels (unsigned bytes, 1 axis). Are the paths of images and labels swapped?", message);
    }

    @Test
    void anotherMagicIsShownAndExplained() throws IOException {
        assertRefused(file(IdxFiles.idx(8, 0xD02, 1, 2)),
                "magic 0x00000d02, which is IDX of 32-bit floats with 2 axes; expected 0x00000803");
        assertRefused(file(IdxFiles.idx(8, 0x7703, 1, 2, 4)), "magic 0x00007703, which is not IDX; expected");
        assertRefused(file(IdxFiles.gzip("GIF89a".getBytes(StandardCharsets.US_ASCII))),
                "magic 0x47494638, which is not IDX; expected");
    }

    @Test
    void aSizeOfZeroIsRefused() throws IOException {
        for (int axis = 0; axis < 3; axis++) {
            int[] axes = {1, 3, 4};
            axes[axis] = 0;
            assertRefused(file(IdxFiles.idx(12, IdxFiles.IMAGES, axes)),
                    "its header declares sizes " + Arrays.toString(axes) + "; expected each to be at least 1.");
        }
    }

    @Test
    void sizesThatDoNotFitInMemoryAreRefused() throws IOException {
        assertRefused(file(IdxFiles.idx(12, IdxFiles.IMAGES, -1, 3, 4)),
                "its header declares sizes [4294967295, 3, 4]; expected at most ");
        assertRefused(file(IdxFiles.idx(12, IdxFiles.IMAGES, -1, -1, -1)),
                "its header declares sizes [4294967295, 4294967295, 4294967295]; expected at most ");
        // 2^22 * 2^22 * 2^22 overflows to 0 in a long.
        assertRefused(file(IdxFiles.idx(12, IdxFiles.IMAGES, 1 << 22, 1 << 22, 1 << 22)), "expected at most ");
        assertRefused(file(IdxFiles.idx(12, IdxFiles.IMAGES, Integer.MAX_VALUE, 1, 1)), "expected at most ");
    }

    @Test
    void memoryDependsOnTheDataNotOnTheHeader() throws IOException {
        int declared = (int) Math.min(400_000_000, Runtime.getRuntime().maxMemory() / 2);
        Path wrongHeader = file(IdxFiles.gzip(IdxFiles.idx(12, IdxFiles.IMAGES, declared, 1, 1)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertRefused(wrongHeader, "ends after 12 bytes of data");
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < 8_000_000, () -> allocated + " bytes allocated");
    }

    @Test
    void bytesAfterTheDataAreRefused() throws IOException {
        byte[] content = IdxFiles.idx(13, IdxFiles.IMAGES, 1, 3, 4);
        String expected = "continues after the 12 bytes of data that its sizes [1, 3, 4] need; expected the end.";
        assertRefused(file(content), expected);
        assertRefused(file(IdxFiles.gzip(content)), expected);
    }

    @Test
    void aGzipBombIsRefusedAtTheFirstExtraByte() throws IOException {
        Path bomb = file(IdxFiles.gzip(Arrays.copyOf(IdxFiles.idx(12, IdxFiles.IMAGES, 1, 3, 4), 100_000_000)));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertRefused(bomb, "continues after the 12 bytes of data");
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < 8_000_000, () -> allocated + " bytes allocated");
    }

    @Test
    void imagesAndLabelsOfDifferentCountsAreRefused() throws IOException {
        Path images = file(IdxFiles.idx(24, IdxFiles.IMAGES, 2, 3, 4));
        Path labels = file(IdxFiles.labels(1, 2, 3));
        String message = assertThrows(IOException.class, () -> LabeledImages.read(images, labels)).getMessage();
        assertEquals(images + " has 2 images and " + labels + " has 3 labels; expected one label for each image."
                + " Give two files of the same set, both for training or both for test.", message);
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "some", ".idx"), content);
    }

    /** Checks that reading images fails with a message that starts with the file's name and contains the text. */
    private static void assertRefused(Path file, String expected) {
        String message = assertThrows(IOException.class, () -> Idx.readImages(file)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        assertTrue(message.contains(expected), () -> message + " does not contain: " + expected);
    }
}
