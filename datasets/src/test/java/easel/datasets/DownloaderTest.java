package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from servers on the loopback interface; nothing leaves the machine. */
class DownloaderTest {
    private static final String NAME = "data.bin";
    private static final int SIZE = 200_000;
    private static final String UNREACHABLE = "http://127.0.0.1:1/";

    @TempDir
    Path cache;

    private final byte[] content = new byte[SIZE];
    private final TestServers servers = new TestServers();

    @BeforeEach
    void fillContent() {
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void stopServers() throws Exception {
        servers.close();
    }

    @Test
    void aFileIsDownloadedOnceAndThenFound() throws IOException {
        String mirror = servers.whole(content);
        fetch(mirror);
        assertComplete();
        assertFalse(Files.exists(file(".part")));
        fetch(mirror);
        assertEquals(List.of(NAME), servers.requests());
    }

    @Test
    void aFileInstalledByHandIsUsed() throws IOException {
        leave("", content);
        fetch(UNREACHABLE);
        try (Stream<Path> files = Files.list(cache.resolve("toy"))) {
            assertEquals(List.of(file("")), files.toList());   // and no other file was written
        }
    }

    @Test
    void aCachedFileOfOtherContentIsKeptAsideAndReplaced() throws IOException {
        leave("", new byte[3]);
        fetch(servers.whole(content));
        assertComplete();
        assertArrayEquals(new byte[3], Files.readAllBytes(file(".bad")));
    }

    @Test
    void labelledImagesAreReadFromTheDownload() throws IOException {
        Map<String, byte[]> files = Map.of(
                OfficialFiles.TRAIN_IMAGES, IdxFiles.gzip(IdxFiles.idx(12, IdxFiles.IMAGES, 3, 2, 2)),
                OfficialFiles.TRAIN_LABELS, IdxFiles.gzip(IdxFiles.labels(7, 8, 9)),
                OfficialFiles.TEST_IMAGES, IdxFiles.gzip(IdxFiles.idx(4, IdxFiles.IMAGES, 1, 2, 2)),
                OfficialFiles.TEST_LABELS, IdxFiles.gzip(IdxFiles.labels(5)));
        String mirror = servers.answering(
                exchange -> TestServers.answer(exchange, 200, files.get(TestServers.name(exchange))));
        OfficialFiles set = new OfficialFiles("Toy", "toy", List.of(mirror + "some/folder/"),
                remote(OfficialFiles.TRAIN_IMAGES, files), remote(OfficialFiles.TRAIN_LABELS, files),
                remote(OfficialFiles.TEST_IMAGES, files), remote(OfficialFiles.TEST_LABELS, files));
        LabeledImages train = set.train(Downloader.into(cache));
        assertEquals(3, train.size());
        assertEquals(9, train.label(2));
        assertEquals(2, servers.requests().size());
        assertEquals(5, set.test(Downloader.into(cache)).label(0));
    }

    @Test
    void redirectsAreFollowed() throws IOException {
        fetch(redirecting(servers.whole(content) + NAME));
        assertComplete();
    }

    @Test
    void redirectLoopsAreLeft() throws IOException {
        failure(redirecting("/" + NAME));
        assertTrue(servers.requests().size() < 20, () -> servers.requests().toString());
    }

    @Test
    void progressIsReportedFromZeroToTheSize() throws IOException {
        List<Long> reported = new ArrayList<>();
        fetch(Downloader.into(cache).withProgress((file, bytes, size) -> {
            assertEquals(NAME, file);
            assertEquals(SIZE, size);
            reported.add(bytes);
        }), servers.whole(content));
        assertEquals(0, reported.get(0));
        assertEquals(SIZE, reported.get(reported.size() - 1));
        assertEquals(reported.stream().sorted().toList(), reported);
    }

    @Test
    void concurrentThreadsShareOneDownload() throws Exception {
        String mirror = servers.whole(content);
        List<FutureTask<Path>> requests = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            requests.add(inThread(() -> fetch(mirror)));
        }
        for (FutureTask<Path> request : requests) {
            assertArrayEquals(content, Files.readAllBytes(request.get().resolve(NAME)));
        }
        assertEquals(List.of(NAME), servers.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500, 503})
    void anErrorStatusLeadsToTheNextMirror(int status) throws IOException {
        byte[] sorry = "sorry".getBytes(StandardCharsets.US_ASCII);
        String first = servers.answering(exchange -> TestServers.answer(exchange, status, sorry));
        String message = failure(first);
        assertTrue(message.contains(first + "data.bin: HTTP status " + status + "\n"), message);
        fetch(first, servers.whole(content));
        assertComplete();
    }

    @Test
    void aDownloadThatBreaksOffIsContinuedAtTheNextMirror() throws IOException {
        fetch(servers.breakingOff(content, SIZE / 2), servers.ranges(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=" + SIZE / 2 + "-"), servers.requests());
    }

    @Test
    void aDownloadThatBreaksOffIsContinuedByTheNextCall() throws IOException {
        String message = failure(servers.breakingOff(content, SIZE / 2));
        assertTrue(message.contains("the connection broke off"), message);
        assertEquals(SIZE / 2, Files.size(file(".part")));
        assertFalse(Files.exists(file("")));
        fetch(servers.ranges(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=" + SIZE / 2 + "-"), servers.requests());
    }

    @Test
    void aServerThatStopsSendingTimesOut() throws IOException {
        Downloader impatient = Downloader.into(cache).withTimeouts(Duration.ofSeconds(10), Duration.ofMillis(400));
        String mirror = servers.fallingSilent(content, SIZE / 4);
        String message = assertThrows(IOException.class, () -> fetch(impatient, mirror)).getMessage();
        assertTrue(message.contains("nothing more came for 400 ms"), message);
        fetch(servers.ranges(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=" + SIZE / 4 + "-"), servers.requests());
    }

    @Test
    void aServerThatNeverAnswersTimesOut() throws IOException {
        Downloader impatient = Downloader.into(cache).withTimeouts(Duration.ofMillis(200), Duration.ofMillis(100));
        String mirror = servers.silent();
        String message = assertThrows(IOException.class, () -> fetch(impatient, mirror)).getMessage();
        assertTrue(message.contains(mirror + "data.bin: no answer"), message);
    }

    @Test
    void anInterruptedDownloadSaysSoAndIsResumed() throws Exception {
        String mirror = servers.fallingSilent(content, SIZE / 4);
        Thread asking = Thread.currentThread();
        Downloader downloader = Downloader.into(cache).withProgress((file, bytes, size) -> {
            if (bytes == SIZE / 4) {
                asking.interrupt();
            }
        });
        String message = assertThrows(InterruptedIOException.class, () -> fetch(downloader, mirror)).getMessage();
        assertTrue(Thread.interrupted());
        assertEquals("The download of Toy was interrupted. The next call resumes it.", message);
        fetch(servers.ranges(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=" + SIZE / 4 + "-"), servers.requests());
    }

    @Test
    void aThreadThatWaitsForAnotherCanBeInterrupted() throws Exception {
        String mirror = servers.fallingSilent(content, 1);
        inThread(() -> fetch(mirror));
        while (Files.notExists(file(".part")) || Files.size(file(".part")) == 0) {
            Thread.sleep(1);
        }
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> fetch(mirror));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aServerThatIgnoresRangesSendsAll() throws IOException {
        leave(".part", Arrays.copyOf(content, 1000));
        fetch(servers.whole(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=1000-"), servers.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {206, 400, 416})   // 206 without the requested range
    void aServerThatRefusesRangesGetsARequestForAll(int status) throws IOException {
        leave(".part", Arrays.copyOf(content, 1000));
        fetch(servers.answering(exchange -> TestServers.answer(exchange,
                TestServers.range(exchange) == null ? 200 : status, content)));
        assertComplete();
        assertEquals(List.of("data.bin bytes=1000-", "data.bin"), servers.requests());
    }

    @Test
    void aCompletePartNeedsNoServer() throws IOException {
        leave(".part", content);
        fetch(UNREACHABLE);
        assertComplete();
    }

    @Test
    void aPartOfOtherContentIsKeptAsideAndTheDownloadBeginsAgain() throws IOException {
        leave(".part", new byte[1000]);
        fetch(servers.ranges(content));
        assertComplete();
        assertArrayEquals(new byte[1000], Arrays.copyOf(Files.readAllBytes(file(".bad")), 1000));
        assertEquals(List.of("data.bin bytes=1000-", "data.bin"), servers.requests());
    }

    @Test
    void corruptContentIsKeptAsideAndTheNextMirrorTried() throws IOException {
        byte[] corrupt = content.clone();
        corrupt[SIZE / 3] ^= 1;
        fetch(servers.whole(corrupt), servers.whole(content));
        assertComplete();
        assertArrayEquals(corrupt, Files.readAllBytes(file(".bad")));
    }

    @Test
    void corruptContentIsNeverUsed() throws IOException {
        byte[] page = "<html>Please log in".getBytes(StandardCharsets.US_ASCII);
        String message = failure(servers.whole(page));
        assertTrue(message.contains(" has MD5 " + md5(page) + "; expected " + md5(content)
                + ". It is not used, but kept as data.bin.bad.\n"), message);
        assertFalse(Files.exists(file("")));
        assertFalse(Files.exists(file(".part")));
        assertArrayEquals(page, Files.readAllBytes(file(".bad")));
    }

    @Test
    void aDownloadEndsWhenAServerSendsTooMuch() throws IOException {
        failure(servers.answering(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(content);   // until the client disconnects
            }
        }));
        long size = Files.size(file(".bad"));
        assertTrue(size > SIZE && size < 2 * SIZE, () -> size + " bytes");
    }

    @Test
    void offlineTheMessageSaysHowToInstallByHand() {
        String message = failure(UNREACHABLE, "http://127.0.0.1:2/data/");
        String[] lines = message.split("\n");
        assertEquals("Toy: data.bin cannot be downloaded.", lines[0]);
        assertTrue(lines[1].startsWith("  http://127.0.0.1:1/data.bin: no answer (java.net.ConnectException"), message);
        assertTrue(lines[2].startsWith("  http://127.0.0.1:2/data/data.bin: no answer (java.net.Conn"), message);
        assertEquals("To install them by hand, put these files, under these names, into " + cache.resolve("toy") + ":",
                lines[3]);
        assertEquals("  data.bin, 200000 bytes, MD5 " + md5(content), lines[4]);
        assertEquals("from one of http://127.0.0.1:1/ , http://127.0.0.1:2/data/ and run again.", lines[5]);
    }

    @Test
    void aCacheThatIsAFileIsRefused() throws IOException {
        Path taken = Files.createFile(cache.resolve("taken"));
        assertUnusable(taken);
    }

    @Test
    void aCacheThatCannotBeWrittenIsRefused() throws IOException {
        // Folders in place of the files: unlike permissions they stop an administrator, too.
        for (String name : new String[] {".lock", "data.bin.part", "data.bin"}) {
            Path other = cache.resolve("no" + name);
            Files.createDirectories(other.resolve("toy").resolve(name).resolve("full"));
            assertUnusable(other);
        }
    }

    @Test
    void theDefaultCacheIsInTheUsersHomeUnlessAPropertyNamesAnother() {
        Map<String, String> linux = Map.of("os.name", "Linux", "user.home", "home");
        Map<String, String> windows = Map.of("os.name", "Windows 11", "user.home", "home");
        Map<String, String> named = Map.of("os.name", "Windows 11", "user.home", "home", "easel.cache", "named");
        Map<String, String> local = Map.of("LOCALAPPDATA", "local");
        assertEquals(Path.of("home", ".cache", "easel"), Downloader.usualCache(linux::get, local::get));
        assertEquals(Path.of("local", "easel"), Downloader.usualCache(windows::get, local::get));
        assertEquals(Path.of("home", ".cache", "easel"), Downloader.usualCache(windows::get, name -> null));
        assertEquals(Path.of("named"), Downloader.usualCache(named::get, local::get));
    }

    @Test
    void timeOutsBelowAMillisecondAreRefused() {
        Downloader downloader = Downloader.into(cache);
        Duration second = Duration.ofSeconds(1);
        assertEquals("connect time-out of PT0S: expected at least 1 ms", assertThrows(IllegalArgumentException.class,
                () -> downloader.withTimeouts(Duration.ZERO, second)).getMessage());
        assertEquals("stall time-out of PT-1S: expected at least 1 ms", assertThrows(IllegalArgumentException.class,
                () -> downloader.withTimeouts(second, second.negated())).getMessage());
    }

    private Path fetch(String... mirrors) throws IOException {
        return fetch(Downloader.into(cache), mirrors);
    }

    private Path fetch(Downloader downloader, String... mirrors) throws IOException {
        RemoteFile file = new RemoteFile(NAME, SIZE, Checksum.md5(md5(content)));
        return downloader.fetch(new OfficialFiles("Toy", "toy", List.of(mirrors), file, file, file, file),
                List.of(file));
    }

    private String failure(String... mirrors) {
        return assertThrows(IOException.class, () -> fetch(mirrors)).getMessage();
    }

    private void assertUnusable(Path folder) throws IOException {
        String mirror = servers.whole(content);
        String message = assertThrows(IOException.class, () -> fetch(Downloader.into(folder), mirror)).getMessage();
        assertTrue(message.startsWith("The cache folder " + folder.resolve("toy") + " cannot be used ("), message);
        assertTrue(message.endsWith("Name another one by -Deasel.cache=FOLDER or Downloader.into(FOLDER)."), message);
    }

    private String redirecting(String to) throws IOException {
        return servers.answering(exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            TestServers.answer(exchange, 302, new byte[0]);
        });
    }

    private void assertComplete() throws IOException {
        assertArrayEquals(content, Files.readAllBytes(file("")));
    }

    private void leave(String suffix, byte[] bytes) throws IOException {
        Files.createDirectories(cache.resolve("toy"));
        Files.write(file(suffix), bytes);
    }

    private Path file(String suffix) {
        return cache.resolve("toy").resolve(NAME + suffix);
    }

    private static RemoteFile remote(String name, Map<String, byte[]> files) {
        return new RemoteFile(name, files.get(name).length, Checksum.md5(md5(files.get(name))));
    }

    private static FutureTask<Path> inThread(Callable<Path> work) {
        FutureTask<Path> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static String md5(byte[] bytes) {
        try {
            return String.format("%032x", new BigInteger(1, MessageDigest.getInstance("MD5").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
