package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
