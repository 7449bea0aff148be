package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StudyPageTest {
    @Test
    void theAddressIsPrintedAndThePageEndsTheStudy() throws Exception {
        FakeModel model = new FakeModel();
        PipedReader pipe = new PipedReader();
        PrintWriter out = new PrintWriter(new PipedWriter(pipe));
        CompletableFuture<Void> study = CompletableFuture.runAsync(() -> serve(model, out));
        String line = new BufferedReader(pipe).readLine();
        assertTrue(line.matches("The study is at http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/"), line);
        URI address = URI.create(line.substring(line.indexOf("http")));
        assertEquals(200, RawHttp.exchange(address, "POST", address.getPath() + "command", "{\"do\":\"end\"}",
                "Content-Type: application/json").status());
        study.get(30, TimeUnit.SECONDS);
        assertTrue(model.closed);
    }

    private static void serve(StudyModel model, PrintWriter out) {
        try {
            StudyPage.serve(model, 0, false, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBrowserIsOpenedOnlyWhereThereIsAScreen() {
        assertEquals(Optional.empty(), Browser.command("Linux", Map.of()));
        assertEquals(Optional.empty(), Browser.command("Linux", Map.of("DISPLAY", "")));
        assertEquals(Optional.of(List.of("xdg-open")), Browser.command("Linux", Map.of("DISPLAY", ":0")));
        assertEquals(Optional.of(List.of("xdg-open")), Browser.command("Linux", Map.of("WAYLAND_DISPLAY", "w")));
        assertEquals(Optional.of(List.of("open")), Browser.command("Mac OS X", Map.of()));
        assertEquals(Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler")),
                Browser.command("Windows 11", Map.of()));
    }
}
