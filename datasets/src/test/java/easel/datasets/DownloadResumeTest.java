package easel.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lost connections, time-outs, interruptions and partial files. */
class DownloadResumeTest extends DownloadFixture {
    @Test
    void afterALostConnectionTheNextMirrorResumesTheDownload() throws IOException {
        fetch(servers.disconnecting(content, SIZE / 2), servers.ranges(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=" + SIZE / 2 + "-"), servers.requests());
    }

    @Test
    void afterALostConnectionTheNextCallResumesTheDownload() throws IOException {
        String message = failure(servers.disconnecting(content, SIZE / 2));
        assertTrue(message.contains("the connection was lost"), message);
        assertEquals(SIZE / 2, Files.size(file(".part")));
        assertFalse(Files.exists(file("")));
        fetch(servers.ranges(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=" + SIZE / 2 + "-"), servers.requests());
    }

    @Test
    void aServerThatStopsSendingTimesOut() throws IOException {
        Downloader downloader = Downloader.into(cache).withTimeouts(Duration.ofSeconds(10), Duration.ofMillis(400));
        String mirror = servers.stalling(content, SIZE / 4);
        String message = assertThrows(IOException.class, () -> fetch(downloader, mirror)).getMessage();
        assertTrue(message.contains("no data for 400 ms"), message);
        fetch(servers.ranges(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=" + SIZE / 4 + "-"), servers.requests());
    }

    @Test
    void aServerThatNeverAnswersTimesOut() throws IOException {
        Downloader downloader = Downloader.into(cache).withTimeouts(Duration.ofMillis(200), Duration.ofMillis(100));
        String mirror = servers.unresponsive();
        String message = assertThrows(IOException.class, () -> fetch(downloader, mirror)).getMessage();
        assertTrue(message.contains(mirror + "data.bin: no answer"), message);
    }

    @Test
    void interruptingTheThreadIsReportedAndTheNextCallResumesTheDownload() throws Exception {
        String mirror = servers.stalling(content, SIZE / 4);
        Thread caller = Thread.currentThread();
        Downloader downloader = Downloader.into(cache).withProgress((file, bytes, size) -> {
            if (bytes == SIZE / 4) {
                caller.interrupt();
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
    void aThreadThatWaitsForAnotherDownloadCanBeInterrupted() throws Exception {
        String mirror = servers.stalling(content, 1);
        inThread(() -> fetch(mirror));
        while (Files.notExists(file(".part")) || Files.size(file(".part")) == 0) {
            Thread.sleep(1);
        }
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> fetch(mirror));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aServerThatIgnoresRangesSendsTheWholeFile() throws IOException {
        writeFile(".part", Arrays.copyOf(content, 1000));
        fetch(servers.whole(content));
        assertComplete();
        assertEquals(List.of("data.bin bytes=1000-"), servers.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {206, 400, 416})   // 206 without the requested range
    void aServerThatRefusesRangesGetsARequestForTheWholeFile(int status) throws IOException {
        writeFile(".part", Arrays.copyOf(content, 1000));
        fetch(servers.answering(exchange -> TestServers.answer(exchange,
                TestServers.range(exchange) == null ? 200 : status, content)));
        assertComplete();
        assertEquals(List.of("data.bin bytes=1000-", "data.bin"), servers.requests());
    }

    @Test
    void aCompletePartialFileNeedsNoServer() throws IOException {
        writeFile(".part", content);
        fetch(UNREACHABLE);
        assertComplete();
    }

    @Test
    void aPartialFileWithWrongContentIsRenamedAndDownloadedFromTheStart() throws IOException {
        writeFile(".part", new byte[1000]);
        fetch(servers.ranges(content));
        assertComplete();
        assertArrayEquals(new byte[1000], Arrays.copyOf(Files.readAllBytes(file(".bad")), 1000));
        assertEquals(List.of("data.bin bytes=1000-", "data.bin"), servers.requests());
    }
}
