package easel.examples.study;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Serves the page of a study to browsers on this machine: its files, a stream of events, commands and questions. Binds
 * the loopback address only; {@link RequestGuard} refuses requests of other pages and users. No request names a file.
 */
final class StudyServer implements AutoCloseable {
    private static final String JSON = "application/json; charset=utf-8";
    private static final Duration PING = Duration.ofSeconds(15);
    private static final int OK = 200;
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";
    private static final System.Logger LOG = System.getLogger(StudyServer.class.getName());

    static {
        // Without this option, each event waits for the acknowledgement of the one before it, up to 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(StudyServer::daemon);
    private final PageFiles files = new PageFiles();
    private final StudyModel model;
    private final OpenPages pages;
    private final RequestGuard guard;
    private final URI address;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch end = new CountDownLatch(1);

    private StudyServer(StudyModel model, HttpServer server, String token, Duration ping) throws IOException {
        this.model = model;
        this.server = server;
        int port = server.getAddress().getPort();
        guard = new RequestGuard(token, port);
        address = URI.create("http://127.0.0.1:" + port + "/" + token + "/");
        pages = new OpenPages(model, ping);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Starts a server with a new token.
     *
     * @param port 0 for a free one
     */
    static StudyServer start(StudyModel model, int port) throws IOException {
        return start(model, port, RequestGuard.newToken(), PING);
    }

    /**
     * Starts a server.
     *
     * @param port 0 for a free one
     * @param token the first element of all paths
     * @param ping the time between two comments that detect a closed page
     */
    static StudyServer start(StudyModel model, int port, String token, Duration ping) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        } catch (BindException e) {
            throw new IOException("cannot listen on port " + port + " of 127.0.0.1: " + e.getMessage()
                    + ". Choose another --port, or leave it out for a free one.", e);
        }
        StudyServer study = new StudyServer(model, server, token, ping);
        server.start();
        return study;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "study page");
        thread.setDaemon(true);
        return thread;
    }

    /** The address of the page. */
    URI address() {
        return address;
    }

    /** Waits until a page ends the study. */
    void awaitEnd() throws InterruptedException {
        end.await();
    }

    /** Ends the study on all pages, and stops. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            pages.end();
            stop();
        }
    }

    /** Stops at once. To the pages, this is a server that was killed. */
    void stop() {
        server.stop(0);
        threads.shutdownNow();
        end.countDown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            try {
                answer(exchange, guard.path(exchange));
            } catch (Refusal e) {
                sendError(exchange, e.status(), e.getMessage());
            } catch (IllegalArgumentException e) {
                sendError(exchange, 400, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "Error in an answer to the page: {0} at {1}", e,
                        List.of(e.getStackTrace()).subList(0, Math.min(1, e.getStackTrace().length)));
                sendError(exchange, 500, "The study failed to answer: " + e + ". This is an error in Easel.");
            }
        }
    }

    private void answer(HttpExchange exchange, String path) throws IOException, Refusal {
        if (path.equals("events")) {
            requireMethod(exchange, "GET");
            sendEvents(exchange);
        } else if (path.equals("command")) {
            requireMethod(exchange, "POST");
            JsonObject command = RequestBody.command(exchange);
            model.command(command);
            send(exchange, OK, JSON, "{\"ok\":true}".getBytes(StandardCharsets.UTF_8));
            if (command.get("do") instanceof JsonPrimitive name && name.getAsString().equals("end")) {
                exchange.close();     // sends the answer before the end of the study closes the connection
                end.countDown();
            }
        } else if (path.matches("query/[a-z]{1,20}")) {
            requireMethod(exchange, "GET");
            String json = model.query(path.substring(path.indexOf('/') + 1), QueryString.of(exchange.getRequestURI()));
            send(exchange, OK, JSON, json.getBytes(StandardCharsets.UTF_8));
        } else {
            byte[] file = files.content(path).orElseThrow(() ->
                    new Refusal(404, "The study has no such page. Its address ends with the token and a slash."));
            requireMethod(exchange, "GET");
            send(exchange, OK, PageFiles.type(path), file);
        }
    }

    private static void requireMethod(HttpExchange exchange, String method) throws Refusal {
        if (!exchange.getRequestMethod().equals(method)) {
            exchange.getResponseHeaders().set("Allow", method);
            throw new Refusal(405, "This address expects the method " + method + ".");
        }
    }

    private void sendEvents(HttpExchange exchange) throws IOException, Refusal {
        if (pages.isFull()) {
            throw new Refusal(503, "Too many windows show this study. Close one and load this page again.");
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(OK, 0);
        try {
            pages.serve(exchange.getResponseBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sendError(HttpExchange exchange, int status, String sentence) throws IOException {
        JsonObject error = new JsonObject();
        error.addProperty("error", sentence);
        send(exchange, status, JSON, new Gson().toJson(error).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
