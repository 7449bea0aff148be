package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ShippedFileTest {
    @Test
    void alteredContentIsRefusedWithBothChecksums() throws IOException {
        byte[] altered = IdxFiles.gzip(IdxFiles.labels(1, 2, 3));
        String message = assertThrows(IOException.class, () -> ShippedFile.verified(new ByteArrayInputStream(altered),
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
                ShippedFile.verified(new ByteArrayInputStream(compressed), "some-labels", sum, Idx::labels));
    }

    @Test
    void theErrorForAMissingResourceNamesItAndTheRemedy() {
        String message = assertThrows(UncheckedIOException.class,
                () -> ShippedFile.read("MNIST", "mnist/none.gz", "", Idx::labels)).getMessage();
        assertEquals("MNIST in the easel-datasets jar cannot be read: mnist/none.gz is missing."
                + " If the jar is damaged, build or download it again.", message);
    }
}
