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
 * The body of an HTTP response, read piece by piece with a time-out for each piece. The JDK client's streams wait for
 * ever when a server stops sending, because its time-out covers the headers only.
 */
final class HttpBody implements BodySubscriber<HttpBody>, AutoCloseable {
    private record Event(List<ByteBuffer> data, Throwable failure) {}

    private final CompletableFuture<HttpBody> begun = new CompletableFuture<>();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();   // one piece is requested at a time
    private volatile Subscription subscription;

    /** The next piece; empty at the end. */
    List<ByteBuffer> next(Duration timeout) throws MirrorException, InterruptedException {
        subscription.request(1);
        Event event = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new MirrorException("nothing more came for " + timeout.toMillis() + " ms");
        }
        if (event.failure != null) {
            throw new MirrorException("the connection broke off", event.failure);
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
        return begun;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        begun.complete(this);
    }

    @Override
    public void onNext(List<ByteBuffer> data) {
        events.add(new Event(data, null));
    }

    @Override
    public void onError(Throwable failure) {
        begun.completeExceptionally(failure);   // no effect once the body has begun
        events.add(new Event(List.of(), failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), null));
    }
}
