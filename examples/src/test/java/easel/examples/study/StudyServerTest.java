package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import easel.examples.study.RawHttp.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Safety of the server: which requests it refuses, and the answers to the others. */
@Timeout(60)
class StudyServerTest {
    private static final String JSON = "Content-Type: application/json";

    /** Prints the errors of the session, which one test provokes. */
    private static final Logger LOG = Logger.getLogger(StudyServer.class.getName());

    private final FakeModel model = new FakeModel();
    private StudyServer server;
    private URI address;

    @BeforeAll
    static void hideErrors() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void showErrors() {
        LOG.setLevel(null);
    }

    @BeforeEach
    void start() throws IOException {
        server = StudyServer.start(model, 0);
        address = server.address();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer get(String path, String... headers) throws IOException {
        return RawHttp.exchange(address, "GET", address.getPath() + path, "", headers);
    }

    private Answer post(String body, String... headers) throws IOException {
        return RawHttp.exchange(address, "POST", address.getPath() + "command", body, headers);
    }

    private String host(String name) {
        return "Host: " + name + ":" + address.getPort();
    }

    private String origin(String name) {
        return "Origin: http://" + name + ":" + address.getPort();
    }

    private static void assertRefused(int status, String part, Answer answer) {
        assertEquals(status, answer.status(), answer::body);
        String sentence = JsonParser.parseString(answer.body()).getAsJsonObject().get("error").getAsString();
        assertTrue(sentence.contains(part), sentence);
        assertEquals("application/json; charset=utf-8", answer.header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "command", "query/latent", "style.css", "nothing", ""})
    void everyAnswerHasTheSecurityHeadersAndNoCorsHeader(String path) throws IOException {
        for (String method : List.of("PUT", "OPTIONS", "POST", "HEAD")) {
            Answer answer = RawHttp.exchange(address, method, address.getPath() + path, "",
                    origin("localhost"), "Access-Control-Request-Method: POST");
            assertTrue(answer.status() >= 400, method);
            assertTrue(answer.header("Content-Security-Policy").startsWith("default-src 'none'; script-src 'self';"));
            assertEquals("nosniff", answer.header("X-Content-Type-Options"));
            assertEquals("no-referrer", answer.header("Referrer-Policy"));
            assertEquals("no-store", answer.header("Cache-Control"));
            assertFalse(answer.headers().toString().toLowerCase().contains("access-control"));
        }
    }

    @Test
    void aForgedHostIsRefused() throws IOException {
        for (String host : List.of("Host: example.org", host("example.org"), "Host: 127.0.0.1", "Host: 127.0.0.1:1",
                host("127.0.0.1.example.org"), host("user@127.0.0.1"), host("0.0.0.0"), "Host: ")) {
            assertRefused(403, "Host", get("query/latent", host));
            assertRefused(403, "Host", post("{\"do\":\"play\"}", host, JSON));
        }
        for (String name : List.of("127.0.0.1", "localhost", "LOCALHOST", "[::1]")) {
            assertEquals(200, get("query/latent", host(name)).status());
        }
        assertEquals(0, model.commands.size());
    }

    @Test
    void aForgedOriginIsRefused() throws IOException {
        for (String origin : List.of("Origin: null", "Origin: http://example.org", "Origin: http://127.0.0.1",
                "Origin: http://127.0.0.1:1", origin("example.org"), "Origin: https://127.0.0.1:" + address.getPort(),
                "Origin: file://", origin("127.0.0.1") + "/")) {
            assertRefused(403, "Origin", post("{\"do\":\"play\"}", origin, JSON));
            assertRefused(403, "Origin", get("events", origin));
        }
        assertRefused(403, "Origin", post("{\"do\":\"play\"}", origin("127.0.0.1"), "Origin: http://example.org",
                JSON));
        assertEquals(0, model.commands.size());
        assertEquals(200, post("{\"do\":\"play\"}", origin("127.0.0.1"), JSON).status());
        assertEquals(200, post("{\"do\":\"play\"}", origin("localhost"), JSON).status());
        assertEquals(2, model.commands.size());
    }

    @Test
    void aWrongTokenIsRefused() throws IOException {
        String token = address.getPath().replace("/", "");
        assertTrue(token.matches("[0-9a-f]{32}"), token);
        assertNotEquals(token, RequestGuard.newToken());
        for (String path : List.of("/", "/x/", "/" + token, "/" + token.substring(1) + "/",
                "/" + token.substring(0, 31) + "x/", "/" + token + "0/", "/%00/" + token + "/", "/x/../" + token + "/",
                "/favicon.ico")) {
            assertRefused(403, "token", RawHttp.exchange(address, "GET", path, ""));
            assertRefused(403, "token", RawHttp.exchange(address, "POST", path + "command", "{}", JSON));
        }
    }

    @Test
    void noPathNamesAFile() throws IOException {
        for (String path : List.of("../StudyServer.class", "..%2f..%2fEasel.class", "StudyServer.class", "/etc/passwd",
                "%2e%2e/%2e%2e/etc/passwd", "./index.html", "style.css/", "INDEX.HTML", "style.css%00.html",
                "query/", "query/latent/", "query/..", "query/a%2fb", "query", "commands", "/")) {
            assertRefused(404, "no such page", get(path));
        }
    }

    @Test
    void otherMethodsAreRefused() throws IOException {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE")) {
            for (String path : List.of("events", "query/latent")) {
                Answer answer = RawHttp.exchange(address, method, address.getPath() + path, "{}", JSON);
                assertRefused(405, "GET", answer);
                assertEquals("GET", answer.header("Allow"));
            }
        }
        assertRefused(405, "POST", get("command"));
    }

    @Test
    void anotherContentTypeIsRefused() throws IOException {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                "application/jsonp", "text/plain; application/json", "application/json; charset=utf-16", "")) {
            assertRefused(415, "application/json", post("{\"do\":\"play\"}", "Content-Type: " + type));
        }
        assertRefused(415, "application/json", post("{\"do\":\"play\"}"));
        assertEquals(200, post("{\"do\":\"play\"}", "Content-Type: Application/JSON;charset=UTF-8").status());
        assertEquals(1, model.commands.size());
    }

    private static String draw(String name, int bytes) {
        String start = "{\"do\":\"" + name + "\",\"points\":\"";
        return start + "x".repeat(bytes - start.length() - 2) + "\"}";
    }

    @Test
    void aLargeBodyIsRefused() throws IOException {
        assertEquals(200, post(draw("play", 16 << 10), JSON).status());
        assertRefused(413, "16384 bytes", post(draw("play", (16 << 10) + 1), JSON));
        assertEquals(200, post(draw("draw", 64 << 10), JSON).status());
        assertRefused(413, "65536 bytes", post(draw("draw", (64 << 10) + 1), JSON));
        assertRefused(413, "65536 bytes", post(draw("draw", 120 << 10), JSON));
        assertEquals(2, model.commands.size());
    }

    @Test
    void aBodyThatIsNotOneObjectIsRefused() throws IOException {
        for (String body : List.of("", "x", "{", "[]", "null", "\"play\"", "{do:\"play\"}", "{'do':'play'}",
                "{\"do\":\"play\"} {}", "{\"do\":NaN}", "{\"do\":\"play\",}", "[".repeat(10_000))) {
            Answer answer = post(body, JSON);
            assertRefused(400, "The command ", answer);
        }
        assertEquals(0, model.commands.size());
    }

    @Test
    void aSentenceOfTheSessionReachesThePage() throws IOException {
        assertRefused(400, "'<b>' is not a command: expected play or draw.", post("{\"do\":\"<b>\"}", JSON));
        assertFalse(post("{\"do\":\"<b>\"}", JSON).body().contains("<"), "escaped");
        assertRefused(400, "'x' is not a question", get("query/x"));
        Answer failed = post("{\"do\":\"fail\"}", JSON);
        assertRefused(500, "error in Easel", failed);
        assertFalse(failed.body().contains("<script>"), failed.body());
    }

    @Test
    void parametersAreDecoded() throws IOException {
        assertEquals("{\"z\":\"0.1,-2\",\"name\":\"a b\\u003c\\u0026\\\"\"}",
                get("query/latent?z=0.1,-2&name=a+b%3C%26%22").body());
        assertEquals("{}", get("query/latent").body());
        for (String bad : List.of("z", "z=1&z=2", "=1", "z=1&&y=2", "z=%zz", "z=%")) {
            assertEquals(400, get("query/latent?" + bad).status(), bad);
        }
        assertRefused(414, "4096", get("query/latent?z=" + "1".repeat(5000)));
    }

    @Test
    void onlyTheLoopbackAddressIsBound() throws IOException {
        assertEquals("127.0.0.1", address.getHost());
        for (NetworkInterface net : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress other : net.inetAddresses().filter(a -> !a.isLoopbackAddress()).toList()) {
                assertThrows(IOException.class, () -> new Socket(other, address.getPort()).close(), other::toString);
            }
        }
    }

    @Test
    void aPortInUseIsExplained() {
        IOException error = assertThrows(IOException.class, () -> StudyServer.start(model, address.getPort()));
        assertTrue(error.getMessage().startsWith("cannot listen on port " + address.getPort() + " of 127.0.0.1: "));
        assertTrue(error.getMessage().contains("Choose another --port"), error.getMessage());
    }

    @Test
    void theCommandEndEndsTheStudy() throws IOException, InterruptedException {
        try (RawHttp page = RawHttp.events(address)) {
            page.readTo("event: history");
            assertEquals(200, post("{\"do\":\"end\"}", JSON).status());
            server.awaitEnd();
            server.close();
            assertTrue(page.rest().contains("event: end"));
        }
        assertEquals(0, model.commands.size());
        assertThrows(IOException.class, () -> get(""));
    }

    @Test
    void theServerStartsAgainOnTheSamePort() throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            RawHttp page = RawHttp.events(address);
            page.readTo("event: history");
            server.close();
            assertTrue(page.rest().contains("event: end"));
            page.close();
            server = StudyServer.start(model, address.getPort(), address.getPath().replace("/", ""),
                    Duration.ofSeconds(15));
            assertEquals(address, server.address());
            assertEquals(200, get("query/latent").status());
        }
    }
}
