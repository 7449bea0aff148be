package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A cache folder, file content and servers on the loopback interface. No request leaves the machine. */
abstract class DownloadFixture {
    static final String NAME = "data.bin";
    static final int SIZE = 200_000;
    static final String UNREACHABLE = "http://127.0.0.1:1/";

    @TempDir
    Path cache;

    final byte[] content = new byte[SIZE];
    final TestServers servers = new TestServers();

    @BeforeEach
    void fillContent() {
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void stopServers() throws Exception {
        servers.close();
    }

    Path fetch(String... mirrors) throws IOException {
        return fetch(Downloader.into(cache), mirrors);
    }

    Path fetch(Downloader downloader, String... mirrors) throws IOException {
        RemoteFile file = new RemoteFile(NAME, SIZE, Checksum.md5(md5(content)));
        return downloader.fetch(new OfficialFiles("Toy", "toy", List.of(mirrors), file, file, file, file),
                List.of(file));
    }

    /** The message of a download that must fail. */
    String failure(String... mirrors) {
        return assertThrows(IOException.class, () -> fetch(mirrors)).getMessage();
    }

    void assertComplete() throws IOException {
        assertArrayEquals(content, Files.readAllBytes(file("")));
    }

    /** Writes a file of the cache, such as the partial file for the suffix {@code .part}. */
    void writeFile(String suffix, byte[] bytes) throws IOException {
        Files.createDirectories(cache.resolve("toy"));
        Files.write(file(suffix), bytes);
    }

    Path file(String suffix) {
        return cache.resolve("toy").resolve(NAME + suffix);
    }

    static String md5(byte[] bytes) {
        try {
            return String.format("%032x", new BigInteger(1, MessageDigest.getInstance("MD5").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static FutureTask<Path> inThread(Callable<Path> work) {
        FutureTask<Path> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
