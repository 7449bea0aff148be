package easel.examples.study;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** All open pages. Sends each event of the session to all of them, and the number of pages to the session. */
final class OpenPages {
    private static final int LIMIT = 64;
    private static final long CLOSE_MILLIS = 1000;

    private final StudyModel model;
    private final Duration ping;
    private final Set<EventStream> streams = new HashSet<>();
    private final Object counting = new Object();
    private int open;
    private long events;
    private boolean ended;

    /**
     * Starts to listen to the session.
     *
     * @param ping the time between two comments that detect a closed page
     */
    OpenPages(StudyModel model, Duration ping) {
        this.model = model;
        this.ping = ping;
        model.listen(this::send);
    }

    /** Sends events to a page until it is closed, and closes the body of the answer. */
    void serve(OutputStream body) throws IOException, InterruptedException {
        count(1);      // before the snapshot, so that the session measures
        EventStream stream = add();
        try (OutputStream out = body) {
            stream.send(out, ping);
        } finally {
            remove(stream);
            count(-1);
        }
    }

    synchronized boolean isFull() {
        return streams.size() >= LIMIT;
    }

    /** Has a lock of its own, because the session may send an event during this call. */
    private void count(int change) {
        synchronized (counting) {
            open += change;
            model.pages(open);
        }
    }

    /** Adds a stream whose first events are a snapshot that no event has changed, so that a page misses none. */
    private EventStream add() {
        while (true) {
            long before = events();
            EventStream stream = new EventStream(model.snapshot());
            if (addIfCurrent(stream, before)) {
                return stream;
            }
        }
    }

    private synchronized long events() {
        return events;
    }

    private synchronized boolean addIfCurrent(EventStream stream, long before) {
        if (events != before) {
            return false;
        }
        if (ended) {
            stream.add(new Event(EventStream.END, "{}"));
        }
        return streams.add(stream);
    }

    private synchronized void remove(EventStream stream) {
        streams.remove(stream);
        notifyAll();
    }

    private synchronized void send(Event event) {
        assert event.json().chars().noneMatch(c -> c == '\n' || c == '\r') : event.name();
        events++;
        ended |= event.name().equals(EventStream.END);
        streams.forEach(stream -> stream.add(event));
    }

    /** Sends the end to all pages, and waits for a short time until they have read it. */
    void end() {
        send(new Event(EventStream.END, "{}"));
        long deadline = System.nanoTime() + CLOSE_MILLIS * 1_000_000;
        synchronized (this) {
            long millis = CLOSE_MILLIS;
            while (!streams.isEmpty() && millis > 0) {
                try {
                    wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                millis = (deadline - System.nanoTime()) / 1_000_000;
            }
        }
    }
}
