package easel.datasets;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an HTTP response, read piece by piece with a time-out for each piece. The JDK client's streams wait
 * forever when a server stops sending, because the client's time-out covers the headers only.
 */
final class HttpBody implements BodySubscriber<HttpBody>, AutoCloseable {
    private record Event(List<ByteBuffer> data, Throwable failure) {}

    private final CompletableFuture<HttpBody> started = new CompletableFuture<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();   // one piece is requested at a time
    private volatile Subscription subscription;

    /** Waits for the next piece; the list is empty at the end of the body. */
    List<ByteBuffer> next(Duration timeout) throws MirrorException, InterruptedException {
        subscription.request(1);
        Event event = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new MirrorException("no data for " + timeout.toMillis() + " ms");
        }
        if (event.failure != null) {
            throw new MirrorException("the connection was lost", event.failure);
        }
        return event.data;
    }

    /** Drops the connection if the body has not ended. */
    @Override
    public void close() {
        subscription.cancel();
    }

    @Override
    public CompletionStage<HttpBody> getBody() {
        return started;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        started.complete(this);
    }

    @Override
    public void onNext(List<ByteBuffer> data) {
        events.add(new Event(data, null));
    }

    @Override
    public void onError(Throwable failure) {
        started.completeExceptionally(failure);   // no effect once the body has started
        events.add(new Event(List.of(), failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), null));
    }
}
