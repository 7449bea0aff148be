package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of events: order, several pages, slow and closed pages. */
@Timeout(60)
class OpenPagesTest {
    private final FakeModel model = new FakeModel();
    private StudyServer server;

    @BeforeEach
    void start() throws IOException {
        server = StudyServer.start(model, 0, RequestGuard.newToken(), Duration.ofMillis(50));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String text(EventStream stream) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.send(out, Duration.ofSeconds(15));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aNewPageGetsTheSnapshotThenTheEvents() throws IOException {
        model.send("state", "{\"step\":7}");
        try (RawHttp page = RawHttp.events(server.address())) {
            page.readTo("retry: 500");
            assertEquals("data: {\"step\":7}", page.readTo("data"));
            assertEquals("event: history", page.readTo("event"));
            model.send("frame", "{\"step\":8}");
            assertEquals("event: frame", page.readTo("event"));
            assertEquals("data: {\"step\":8}", page.readTo("data"));
            page.readTo(": ping");
        }
    }

    @Test
    void tenPagesSeeTheSameWhileOneCloses() throws IOException, InterruptedException {
        List<RawHttp> pages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pages.add(RawHttp.events(server.address()));
            pages.get(i).readTo("event: history");
        }
        model.awaitPages(10);
        pages.remove(4).close();
        model.awaitPages(9);
        model.send("state", "{\"step\":9}");
        for (RawHttp page : pages) {
            assertEquals("data: {\"step\":9}", page.readTo("data: {\"step"));
            page.close();
        }
        model.awaitPages(0);
    }

    @Test
    void aPageThatReadsNothingDoesNotBlockOthers() throws IOException {
        try (RawHttp slow = RawHttp.events(server.address()); RawHttp fast = RawHttp.events(server.address())) {
            fast.readTo("event: history");
            String large = "\"" + "x".repeat(1_000_000) + "\"";
            for (int i = 0; i < 40; i++) {
                model.send("frame", large);
            }
            model.send("state", "{\"step\":40}");
            assertEquals("data: {\"step\":40}", fast.readTo("data: {\"step\":40"));
            assertEquals("data: {\"step\":40}", slow.readTo("data: {\"step\":40"), "frames were skipped");
        }
    }

    @Test
    void aNewerFrameReplacesAWaitingOne() throws IOException, InterruptedException {
        EventStream stream = new EventStream(List.of(new Event("state", "1")));
        stream.add(new Event("frame", "2"));
        stream.add(new Event("trace", "3"));
        stream.add(new Event("frame", "4"));
        stream.add(new Event("end", "{}"));
        stream.add(new Event("frame", "5"));
        assertEquals("""
                retry: 500

                event: state
                data: 1

                event: trace
                data: 3

                event: frame
                data: 4

                event: end
                data: {}

                """, text(stream));
    }

    @Test
    void aPageThatMissedTooMuchIsDisconnected() throws IOException, InterruptedException {
        EventStream stream = new EventStream(List.of());
        for (int i = 0; i < 10_000; i++) {
            stream.add(new Event("frame", "1"));
            stream.add(new Event("state", "{}"));
        }
        assertEquals("retry: 500\n\n", text(stream));
    }

    @Test
    void anEventDuringTheSnapshotIsNotLost() throws IOException {
        model.afterSnapshot = () -> model.send("state", "{\"step\":8}");
        try (RawHttp page = RawHttp.events(server.address())) {
            assertEquals("data: {\"step\":8}", page.readTo("data"));
        }
    }
}
