package easel.examples.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One connection to a server that sends exactly the lines of a test, also forged headers. */
final class RawHttp implements Closeable {
    private static final long LIMIT = 120_000_000_000L;      // ns

    private final long opened = System.nanoTime();
    private final Socket socket;
    private final BufferedReader in;

    private RawHttp(URI address, String request) throws IOException {
        socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The status, headers and content of an answer. */
    record Answer(int status, List<String> headers, String body) {
        /** Returns the value of a header; empty without it. */
        String header(String name) {
            return headers.stream().filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ": "))
                    .map(line -> line.substring(name.length() + 2)).findFirst().orElse("");
        }
    }

    /** Sends a request with a Host header and these headers, and returns the answer. */
    static Answer exchange(URI address, String method, String path, String body, String... headers)
            throws IOException {
        List<String> lines = new ArrayList<>(List.of(method + " " + path + " HTTP/1.1", "Connection: close"));
        lines.addAll(List.of(headers));
        if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
            lines.add("Host: " + address.getHost() + ":" + address.getPort());
        }
        if (!body.isEmpty()) {
            lines.add("Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length);
        }
        try (RawHttp connection = new RawHttp(address, String.join("\r\n", lines) + "\r\n\r\n" + body)) {
            int status = connection.status();
            List<String> answered = connection.headers();
            StringBuilder text = new StringBuilder();
            connection.in.lines().forEach(text::append);
            return new Answer(status, answered, text.toString());
        }
    }

    /** Opens a stream of events and reads the headers. HTTP 1.0 has no chunks, which could begin inside a line. */
    static RawHttp events(URI address) throws IOException {
        RawHttp connection = new RawHttp(address, "GET " + address.getPath() + "events HTTP/1.0\r\nHost: "
                + address.getHost() + ":" + address.getPort() + "\r\n\r\n");
        assertEquals(200, connection.status());
        connection.headers();
        return connection;
    }

    private int status() throws IOException {
        String line = in.readLine();
        assertNotEquals(null, line, "no answer");
        return Integer.parseInt(line.split(" ")[1]);
    }

    private List<String> headers() throws IOException {
        List<String> headers = new ArrayList<>();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            headers.add(line);
        }
        return headers;
    }

    /** Reads lines up to one that begins like this, and returns it. */
    String readTo(String start) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith(start)) {
            line = in.readLine();
            assertTrue(System.nanoTime() - opened < LIMIT, "no event within two minutes, only pings");
        }
        assertNotEquals(null, line, "the stream ended before " + start);
        return line;
    }

    /** Reads the rest of the stream. */
    List<String> rest() {
        return in.lines().toList();
    }

    /** Reads until the connection is closed. */
    void drain() {
        try {
            in.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // This side has closed the connection.
        }
    }

    /** Closes the connection at once. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
