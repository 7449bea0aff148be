package easel.examples.study;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The newest state, history and frame, and the listener of the events. The training thread publishes; any thread may
 * read. An event is part of the snapshot before the listener gets it, and no lock is held while the listener runs.
 */
final class Board {
    private JsonObject state = new JsonObject();
    private History history = new History("");
    private String frame = "{}";
    private Optional<Event> trace = Optional.empty();
    private volatile long step;
    private volatile Consumer<Event> listener = event -> { };

    void listen(Consumer<Event> next) {
        listener = next;
    }

    /** Sets the number of completed steps, without an event. */
    void step(long completed) {
        step = completed;
    }

    void state(JsonObject next) {
        synchronized (this) {
            state = next;
        }
        listener.accept(new Event("state", next.toString()));
    }

    void history(History next) {
        synchronized (this) {
            history = next;
        }
        listener.accept(new Event("history", next.json().toString()));
    }

    void frame(JsonObject next) {
        String json = next.toString();
        synchronized (this) {
            frame = json;
        }
        listener.accept(new Event("frame", json));
    }

    /** The operations of the next step are known. */
    void trace(JsonObject next) {
        Event event = new Event("trace", next.toString());
        synchronized (this) {
            trace = Optional.of(event);
        }
        listener.accept(event);
    }

    /** The operations of the next step are not known any more. Pages know this from the next state or frame. */
    synchronized void forgetTrace() {
        trace = Optional.empty();
    }

    /** The events state, history and frame, and trace if there is one, for a page that opens now. */
    List<Event> snapshot() {
        JsonObject present;
        History shown;
        String newest;
        Optional<Event> known;
        synchronized (this) {
            present = state.deepCopy();
            shown = history;
            newest = frame;
            known = trace;
        }
        present.addProperty("step", step);
        List<Event> events = new ArrayList<>(List.of(new Event("state", present.toString()),
                new Event("history", shown.json().toString()), new Event("frame", newest)));
        known.ifPresent(events::add);
        return events;
    }
}
