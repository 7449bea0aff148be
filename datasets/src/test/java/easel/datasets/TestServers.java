package easel.datasets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Correct and faulty HTTP servers on the loopback interface. Records the requests to the correct ones. */
final class TestServers implements Closeable {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Closeable> started = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The file name of each request, followed by its range if it has one. */
    List<String> requests() {
        return requests;
    }

    /** Starts a server with a handler and returns its address, which ends in a slash. */
    String answering(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String range = range(exchange);
            requests.add(name(exchange) + (range == null ? "" : " " + range));
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
        started.add(() -> server.stop(0));
        return address(server.getAddress().getPort());
    }

    /** Sends the whole content and ignores ranges. */
    String whole(byte[] content) throws IOException {
        return answering(exchange -> answer(exchange, 200, content));
    }

    /** Sends the requested range. */
    String ranges(byte[] content) throws IOException {
        return answering(exchange -> {
            String range = range(exchange);
            if (range == null) {
                answer(exchange, 200, content);
                return;
            }
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            exchange.getResponseHeaders().add("Content-Range",
                    "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            answer(exchange, 206, Arrays.copyOfRange(content, from, content.length));
        });
    }

    /** Announces the content, sends its first bytes and closes the connection. */
    String disconnecting(byte[] content, int sent) throws IOException {
        return faulty(content, sent, () -> { });
    }

    /** Announces the content, sends its first bytes and stops sending. */
    String stalling(byte[] content, int sent) throws IOException {
        return faulty(content, sent, closing::await);
    }

    /** Accepts connections and never answers. */
    String unresponsive() throws IOException {
        ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        started.add(socket);
        return address(socket.getLocalPort());
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static String name(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String range(HttpExchange exchange) {
        return exchange.getRequestHeaders().getFirst("Range");
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        for (Closeable server : started) {
            server.close();
        }
        threads.shutdownNow();
    }

    @FunctionalInterface
    private interface Ending {
        void run() throws InterruptedException;
    }

    private String faulty(byte[] content, int sent, Ending ending) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        started.add(server);
        threads.submit(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    readHeaders(socket.getInputStream());
                    socket.getOutputStream().write(("HTTP/1.1 200 OK\r\nContent-Length: " + content.length
                            + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(content, 0, sent);
                    ending.run();
                }
            }
            return null;
        });
        return address(server.getLocalPort());
    }

    private static void readHeaders(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
    }

    private static String address(int port) {
        return "http://127.0.0.1:" + port + "/";
    }
}
