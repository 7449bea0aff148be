package easel.datasets;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** Downloads files over HTTP: one request per file, two if the server refuses to resume. */
final class Transfer {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final HttpClient client;
    private final Duration connectTimeout;
    private final Duration stallTimeout;

    Transfer(Duration connectTimeout, Duration stallTimeout) {
        this.connectTimeout = connectTimeout;
        this.stallTimeout = stallTimeout;
        // HTTP/1.1: the upgrade request of HTTP/2 gains nothing for single files.
        this.client = HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NORMAL)
                .connectTimeout(connectTimeout).build();
    }

    /**
     * Completes a partial file. Requests only the missing bytes, or all bytes if the server does not support ranges.
     * Stops at the end of the response, or when the file has more than {@code size} bytes. The caller must check the
     * content.
     *
     * @param part the file, at any position. Modified
     * @param progress receives the number of bytes in the file
     * @throws MirrorException if the request fails or the server stops sending; the bytes received so far stay in the
     *         file
     */
    void complete(URI address, FileChannel part, long size, LongConsumer progress)
            throws IOException, InterruptedException {
        HttpResponse<HttpBody> response = request(address, part.size());
        if (part.size() > 0 && !resumesAt(response, part.size()) && response.statusCode() != OK) {
            response.body().close();
            response = request(address, 0);
        }
        try (HttpBody body = response.body()) {
            boolean resumes = part.size() > 0 && resumesAt(response, part.size());
            if (response.statusCode() != OK && !resumes) {
                throw new MirrorException("HTTP status " + response.statusCode());
            }
            part.truncate(resumes ? part.size() : 0);
            part.position(part.size());
            write(body, part, size, progress);
        }
    }

    private void write(HttpBody body, FileChannel part, long size, LongConsumer progress)
            throws IOException, InterruptedException {
        progress.accept(part.size());
        for (List<ByteBuffer> data = body.next(stallTimeout); !data.isEmpty(); data = body.next(stallTimeout)) {
            for (ByteBuffer buffer : data) {
                while (buffer.hasRemaining()) {
                    part.write(buffer);
                }
            }
            progress.accept(part.size());
            if (part.size() > size) {
                return;
            }
        }
    }

    private static boolean resumesAt(HttpResponse<HttpBody> response, long offset) {
        return response.statusCode() == PARTIAL_CONTENT
                && response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + offset + "-");
    }

    private HttpResponse<HttpBody> request(URI address, long offset) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        CompletableFuture<HttpResponse<HttpBody>> answer =
                client.sendAsync(request.build(), info -> new HttpBody());
        Duration timeout = connectTimeout.plus(stallTimeout);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new MirrorException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new MirrorException("no answer", e.getCause());
        } finally {
            answer.cancel(true);   // no effect once there is a response
        }
    }
}
