package easel.datasets;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.security.DigestInputStream;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/**
 * A jar with the gzip files of one data set. The SHA-256 of their uncompressed content is checked at each reading. A
 * data set that is still in use is not read again, because it is immutable and reading MNIST takes 0.3 s.
 *
 * @param title the name of the data set in messages
 * @param artifact the name of the jar's Maven artifact
 * @param alternative the methods that download the data instead, for the message if the jar is absent
 */
record DataJar(String title, String artifact, String alternative) {
    /** Data sets by the checksum of their images. */
    private static final Map<String, WeakReference<LabeledImages>> IN_USE = new ConcurrentHashMap<>();

    @FunctionalInterface
    interface Reader<T> {
        T read(InputStream in, String name) throws IOException;
    }

    LabeledImages read(String images, String imagesSha256, String labels, String labelsSha256) {
        WeakReference<LabeledImages> reference = IN_USE.get(imagesSha256);
        LabeledImages inUse = reference == null ? null : reference.get();
        if (inUse != null) {
            return inUse;
        }
        DataFiles files = files();
        LabeledImages set = new LabeledImages(read(files, images, imagesSha256, Idx::images),
                read(files, labels, labelsSha256, Idx::labels));
        IN_USE.put(imagesSha256, new WeakReference<>(set));
        return set;
    }

    <T> T read(DataFiles files, String file, String sha256, Reader<T> reader) {
        try (InputStream compressed = files.open(file)
                .orElseThrow(() -> new FileNotFoundException(file + " is missing."))) {
            return verified(compressed, file, sha256, reader);
        } catch (IOException e) {
            throw new UncheckedIOException(title + " in the jar " + artifact + " cannot be read: " + e.getMessage()
                    + " If the jar is damaged, build or download it again.", e);
        }
    }

    /** Uses the class loader of this library, because the context class loader depends on the calling thread. */
    private DataFiles files() {
        for (DataFiles files : ServiceLoader.load(DataFiles.class, DataFiles.class.getClassLoader())) {
            if (files.artifact().equals(artifact)) {
                return files;
            }
        }
        String message = title + " is neither on the class path nor on the module path; expected the jar " + artifact
                + ". Add the Maven dependency io.github.easel:" + artifact + " in the version of easel-datasets, or"
                + " download the data with " + alternative + ".";
        throw new UncheckedIOException(message, new FileNotFoundException(artifact));
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
