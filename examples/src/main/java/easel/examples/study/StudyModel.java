package easel.examples.study;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The operations that the page of a study calls. Every method may be called by any thread. An event is part of
 * {@link #snapshot} before the listener gets it; {@code snapshot} does not wait for the listener.
 */
interface StudyModel extends AutoCloseable {
    /** The whole state for a page that opens now: the events state, history, frame and perhaps trace, in this order. */
    List<Event> snapshot();

    /**
     * Carries out a command of the page. Returns at once.
     *
     * @throws IllegalArgumentException for an invalid command; its message is a sentence for the person at the page
     */
    void command(JsonObject command);

    /**
     * Answers a question about the present step: trace, operation, features, latent or walk. Waits for the training
     * thread, at most one step.
     *
     * @return JSON without line breaks
     * @throws IllegalArgumentException for an unknown name or an invalid parameter; its message is a sentence
     */
    String query(String name, Map<String, String> parameters);

    /** Sends events to this listener from now on, one at a time. Called before any page is open. */
    void listen(Consumer<Event> listener);

    /** Sets the number of open pages. With 0 the session measures nothing (one volatile read per step). */
    void pages(int open);

    @Override
    void close();
}
