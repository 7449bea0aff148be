package easel.examples.study;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Decides which requests come from the study's own page. Other pages in the same browser can send requests to the
 * loopback address, too: with a name of their own that resolves to it (DNS rebinding; the Host header shows this name),
 * or as a cross-site request (the Origin header names the other page). Other users of the machine lack the token.
 */
final class RequestGuard {
    private static final int TOKEN_BYTES = 16;
    private static final List<String> NAMES = List.of("127.0.0.1", "localhost", "[::1]");

    private final byte[] token;
    private final List<String> hosts;

    /**
     * Creates a guard.
     *
     * @param token the first element of all paths
     * @param port the port of the server
     */
    RequestGuard(String token, int port) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
        hosts = NAMES.stream().map(name -> name + ":" + port).toList();
    }

    /** Returns 128 random bits in hexadecimal digits. */
    static String newToken() {
        byte[] bits = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /**
     * Checks the headers and the token of a request.
     *
     * @return the path after the token; empty for the page
     */
    String path(HttpExchange exchange) throws Refusal {
        Headers headers = exchange.getRequestHeaders();
        List<String> host = headers.getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.get(0).toLowerCase(Locale.ROOT))) {
            throw new Refusal(403, "The Host header is not the address of this study: expected one of " + hosts + ".");
        }
        List<String> origins = headers.getOrDefault("Origin", List.of());
        if (!origins.stream().allMatch(origin -> hosts.stream().anyMatch(name -> origin.equals("http://" + name)))) {
            throw new Refusal(403, "The Origin header names another page. Open the address that easel study printed.");
        }
        String path = exchange.getRequestURI().getRawPath();
        int end = path.indexOf('/', 1);
        String given = path.startsWith("/") && end > 0 ? path.substring(1, end) : "";
        if (!MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8))) {
            throw new Refusal(403, "This address lacks the token of the study, or the study was started again. Open the"
                    + " address that easel study printed, with its last slash.");
        }
        return path.substring(end + 1);
    }
}
