package easel.examples.study;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** A session without a training: records commands and sends the events that a test gives it. */
final class FakeModel implements StudyModel {
    final BlockingQueue<JsonObject> commands = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> pages = new LinkedBlockingQueue<>();
    volatile boolean closed;
    /** Runs once, after the content of the next snapshot is complete. */
    Runnable afterSnapshot = () -> { };
    private Consumer<Event> listener = event -> { };
    private volatile List<Event> snapshot = List.of(new Event("state", "{\"step\":0}"), new Event("history", "{}"));

    /** Sends an event. An event {@code state} also becomes the first one of the snapshot. */
    void send(String name, String json) {
        Event event = new Event(name, json);
        if (name.equals("state")) {
            snapshot = List.of(event, snapshot.get(1));
        }
        listener.accept(event);
    }

    /** Waits until this many pages are open. */
    void awaitPages(int open) throws InterruptedException {
        int count = pages.take();
        while (count != open) {
            count = pages.take();
        }
    }

    @Override
    public List<Event> snapshot() {
        List<Event> taken = snapshot;
        Runnable after = afterSnapshot;
        afterSnapshot = () -> { };
        after.run();
        return taken;
    }

    @Override
    public void command(JsonObject command) {
        String name = command.has("do") ? command.get("do").getAsString() : "";
        if (name.equals("fail")) {
            throw new IllegalStateException("<script>");
        }
        if (name.equals("end")) {
            return;
        }
        if (!name.equals("play") && !name.equals("draw")) {
            throw new IllegalArgumentException("'" + name + "' is not a command: expected play or draw.");
        }
        commands.add(command);
    }

    @Override
    public String query(String name, Map<String, String> parameters) {
        if (!name.equals("latent")) {
            throw new IllegalArgumentException("'" + name + "' is not a question: expected latent.");
        }
        JsonObject answer = new JsonObject();
        parameters.forEach(answer::addProperty);
        return new Gson().toJson(answer);
    }

    @Override
    public void listen(Consumer<Event> listener) {
        this.listener = listener;
    }

    @Override
    public void pages(int open) {
        pages.add(open);
    }

    @Override
    public void close() {
        closed = true;
    }
}
