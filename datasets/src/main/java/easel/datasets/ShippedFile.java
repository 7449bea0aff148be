package easel.datasets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.zip.GZIPInputStream;

/** Reads the gzip files in this jar and checks the SHA-256 of their uncompressed content. */
final class ShippedFile {
    private ShippedFile() {}

    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream in, String name) throws IOException;
    }

    /** Reads a resource relative to this class; {@code title} names the data set in error messages. */
    static <T> T read(String title, String resource, String sha256, Reader<T> reader) {
        try (InputStream compressed = ShippedFile.class.getResourceAsStream(resource)) {
            if (compressed == null) {
                throw new FileNotFoundException(resource + " is missing.");
            }
            return verified(compressed, resource, sha256, reader);
        } catch (IOException e) {
            throw new UncheckedIOException(title + " in the easel-datasets jar cannot be read: " + e.getMessage()
                    + " If the jar is damaged, build or download it again.", e);
        }
    }

    /** Reads gzip data and checks its content. */
    static <T> T verified(InputStream compressed, String name, String sha256, Reader<T> reader) throws IOException {
        Checksum expected = Checksum.sha256(sha256);
        DigestInputStream content = expected.digesting(new GZIPInputStream(compressed, 1 << 16));
        T result = reader.read(content, name);
        expected.check(name + ": its content", content);
        return result;
    }
}
