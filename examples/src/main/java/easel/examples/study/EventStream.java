package easel.examples.study;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The events for one open page, in the format of Server-Sent Events. Any thread adds events and never waits; the thread
 * of the page's connection sends them. A newer frame replaces a waiting one, so that a slow page skips frames. If other
 * events fill the queue of a slow page, its connection ends; the browser then connects again and gets the whole state.
 */
final class EventStream {
    /** The last event. The connection ends after it. */
    static final String END = "end";

    private static final String FRAME = "frame";
    private static final int CAPACITY = 64;
    private static final String PING = ": ping\n\n";
    /** Milliseconds after which the browser connects again. */
    private static final String RETRY = "retry: 500\n\n";

    private final Deque<Event> waiting = new ArrayDeque<>();
    private boolean closed;

    /** Starts with the whole state. */
    EventStream(List<Event> snapshot) {
        waiting.addAll(snapshot);
    }

    /** Adds an event; without effect after the end. */
    synchronized void add(Event event) {
        if (closed) {
            return;
        }
        if (event.name().equals(FRAME)) {
            waiting.removeIf(other -> other.name().equals(FRAME));
        }
        if (waiting.size() == CAPACITY) {
            waiting.clear();
            closed = true;
        } else {
            waiting.add(event);
            closed = event.name().equals(END);
        }
        notifyAll();
    }

    /**
     * Sends all events.
     *
     * @param out the body of the answer; an IOException means that the page was closed
     * @param ping the time between two comments that detect a closed page
     */
    void send(OutputStream out, Duration ping) throws IOException, InterruptedException {
        out.write(RETRY.getBytes(StandardCharsets.UTF_8));
        out.flush();      // the browser waits for the headers, which the server keeps until the first flush
        for (String text = next(ping); !text.isEmpty(); text = next(ping)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /** Waits for events. Returns their text, a comment if there were none for this time, or nothing after the end. */
    private synchronized String next(Duration ping) throws InterruptedException {
        long deadline = System.nanoTime() + ping.toNanos();
        while (waiting.isEmpty() && !closed) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return PING;
            }
            wait(millis);
        }
        StringBuilder text = new StringBuilder();
        for (Event event : waiting) {
            text.append("event: ").append(event.name()).append("\ndata: ").append(event.json()).append("\n\n");
        }
        waiting.clear();
        return text.toString();
    }
}
