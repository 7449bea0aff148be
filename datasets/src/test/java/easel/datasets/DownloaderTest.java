package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.testkit.UnlockableChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Complete downloads, the cache, mirrors and error messages. */
class DownloaderTest extends DownloadFixture {
    @Test
    void aFileIsDownloadedOnceAndThenReadFromTheCache() throws IOException {
        String mirror = servers.whole(content);
        fetch(mirror);
        assertComplete();
        assertFalse(Files.exists(file(".part")));
        fetch(mirror);
        assertEquals(List.of(NAME), servers.requests());
    }

    @Test
    void aFileInstalledByHandIsUsed() throws IOException {
        writeFile("", content);
        fetch(UNREACHABLE);
        try (Stream<Path> files = Files.list(cache.resolve("toy"))) {
            assertEquals(List.of(file("")), files.toList());   // no other file was written
        }
    }

    @Test
    void aCachedFileWithAWrongChecksumIsRenamedAndDownloadedAgain() throws IOException {
        writeFile("", new byte[3]);
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
    void redirectLoopsEndWithAFailure() throws IOException {
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
        byte[] body = "sorry".getBytes(StandardCharsets.US_ASCII);
        String first = servers.answering(exchange -> TestServers.answer(exchange, status, body));
        String message = failure(first);
        assertTrue(message.contains(first + "data.bin: HTTP status " + status + "\n"), message);
        fetch(first, servers.whole(content));
        assertComplete();
    }

    @Test
    void corruptContentIsRenamedAndTheNextMirrorIsTried() throws IOException {
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
                + ". It was renamed to data.bin.bad and is not used.\n"), message);
        assertFalse(Files.exists(file("")));
        assertFalse(Files.exists(file(".part")));
        assertArrayEquals(page, Files.readAllBytes(file(".bad")));
    }

    @Test
    void aDownloadEndsWhenAServerSendsTooManyBytes() throws IOException {
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
    void withoutANetworkTheMessageSaysHowToInstallByHand() {
        String message = failure(UNREACHABLE, "http://127.0.0.1:2/data/");
        String[] lines = message.split("\n");
        assertEquals("Toy: data.bin cannot be downloaded.", lines[0]);
        assertTrue(lines[1].startsWith("  http://127.0.0.1:1/data.bin: no answer (java.net.ConnectException"), message);
        assertTrue(lines[2].startsWith("  http://127.0.0.1:2/data/data.bin: no answer (java.net.Conn"), message);
        assertEquals("To install the files by hand, download them from one of the URLs below, save them with these"
                + " names in " + cache.resolve("toy") + ", and run again:", lines[3]);
        assertEquals("  data.bin, 200000 bytes, MD5 " + md5(content), lines[4]);
        assertEquals("URLs: http://127.0.0.1:1/ , http://127.0.0.1:2/data/", lines[5]);
    }

    @Test
    void aCacheThatIsAFileIsRefused() throws IOException {
        Path taken = Files.createFile(cache.resolve("taken"));
        assertUnusable(taken);
    }

    @Test
    void aCacheThatCannotBeWrittenIsRefused() throws IOException {
        // Uses folders in place of the files, because an administrator can ignore permissions.
        for (String name : new String[] {".lock", "data.bin.part", "data.bin"}) {
            Path other = cache.resolve("no" + name);
            Files.createDirectories(other.resolve("toy").resolve(name).resolve("full"));
            assertUnusable(other);
        }
    }

    @Test
    void theDefaultCacheIsInTheUsersHomeUnlessThePropertyIsSet() {
        Map<String, String> linux = Map.of("os.name", "Linux", "user.home", "home");
        Map<String, String> windows = Map.of("os.name", "Windows 11", "user.home", "home");
        Map<String, String> named = Map.of("os.name", "Windows 11", "user.home", "home", "easel.cache", "named");
        Map<String, String> local = Map.of("LOCALAPPDATA", "local");
        assertEquals(Path.of("home", ".cache", "easel"), Downloader.defaultCache(linux::get, local::get));
        assertEquals(Path.of("local", "easel"), Downloader.defaultCache(windows::get, local::get));
        assertEquals(Path.of("home", ".cache", "easel"), Downloader.defaultCache(windows::get, name -> null));
        assertEquals(Path.of("named"), Downloader.defaultCache(named::get, local::get));
    }

    @Test
    void anUnknownHomeGivesNoFolder() {
        for (String unknown : new String[] {null, "", " ", "?"}) {
            UnaryOperator<String> properties = name -> name.equals("user.home") ? unknown : null;
            assertEquals(Path.of("home", ".cache", "easel"),
                    Downloader.defaultCache(properties, name -> name.equals("HOME") ? "home" : null));
            assertEquals("no folder for downloads: the user has no home folder (user.home is '" + unknown + "', HOME is"
                    + " not set). Name a folder with -Deasel.cache=FOLDER or Downloader.into(FOLDER).",
                    assertThrows(UncheckedIOException.class,
                            () -> Downloader.defaultCache(properties, name -> null)).getMessage());
        }
    }

    @Test
    void aFileSystemWithoutLocksGivesOneLine() throws IOException {
        List<String> log = new ArrayList<>();
        Logger logger = Logger.getLogger(Downloader.class.getName());
        logger.setFilter(record -> {
            log.add(record.getMessage());
            return false;
        });
        try {
            Downloader.lock(new UnlockableChannel(), Path.of("share"));
        } finally {
            logger.setFilter(null);
        }
        assertEquals(List.of("The file system of share has no locks (No locks available), so that nothing keeps two"
                + " processes from downloading to this folder at once; start one download at a time"), log);
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

    private void assertUnusable(Path folder) throws IOException {
        String mirror = servers.whole(content);
        String message = assertThrows(IOException.class, () -> fetch(Downloader.into(folder), mirror)).getMessage();
        assertTrue(message.startsWith("The cache folder " + folder.resolve("toy") + " cannot be used ("), message);
        assertTrue(message.endsWith("Choose another with -Deasel.cache=FOLDER or Downloader.into(FOLDER)."), message);
    }

    private String redirecting(String target) throws IOException {
        return servers.answering(exchange -> {
            exchange.getResponseHeaders().add("Location", target);
            TestServers.answer(exchange, 302, new byte[0]);
        });
    }

    private static RemoteFile remote(String name, Map<String, byte[]> files) {
        return new RemoteFile(name, files.get(name).length, Checksum.md5(md5(files.get(name))));
    }
}
