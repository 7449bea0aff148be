package easel.examples.study;

import com.google.gson.JsonObject;
import easel.core.DivergedException;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Plays a course: its status, the step that it moves to, and the position of the page in the operations of the next
 * step. Only the training thread calls it.
 */
final class Playback implements Present {
    private static final long BYTES = 64L << 20;

    private final Board board;
    private final Measuring measuring;
    private final TracePosition position;
    private Course course;
    private Status status = Status.PAUSED;
    private Status afterSeek = Status.PAUSED;
    private String message = "";
    private long target;
    private Speed speed = Speed.fast;
    private ToIntFunction<StepTrace> arrival;           // the operation at which a seek ends; null for none

    Playback(Board board, Measuring measuring) {
        this.board = board;
        this.measuring = measuring;
        this.position = new TracePosition(board);
    }

    /** Starts a course, and moves to a step of it. */
    void begin(StudySettings settings, List<float[]> drawn, List<Edit> edits, long step, Status then) {
        course = new Course(settings, drawn, edits, BYTES);
        measuring.begin(course);
        message = "";
        position.forget();
        status = then;
        measuring.publish();
        if (step > 0) {
            seek(step, then, null);
        } else {
            state();
            measuring.publish();      // a page drops its frame at a state of another subject
        }
    }

    /** Whether {@link #tick} has something to do. */
    boolean isMoving() {
        return status == Status.PLAYING || status == Status.SEEKING;
    }

    /** The time from one {@link #tick} to the next, in ns. */
    long interval() {
        return status == Status.PLAYING ? speed.interval : 0;
    }

    /** Takes a step, or moves by one stage in slow motion. */
    void tick() {
        if (status == Status.PLAYING && speed == Speed.slow) {
            moveBy("stage");
        } else if (status == Status.PLAYING) {
            advance(false);
        } else {
            boolean last = course.step() + 1 >= target;
            if (advance(last) && last) {
                arrive();
            }
        }
    }

    void play() {
        if (status != Status.ENDED) {
            leaveSeek();
            status = Status.PLAYING;
            message = "";
            forgetUnlessSlow();
            state();
        }
    }

    void pause() {
        leaveSeek();
        status = Status.PAUSED;
        arrival = null;
        measuring.publish();
        state();
    }

    void end() {
        status = Status.ENDED;
        state();
    }

    void speed(Speed next) {
        speed = next;
        forgetUnlessSlow();
        state();
    }

    private void forgetUnlessSlow() {
        if (speed != Speed.slow) {
            position.forget();
        }
    }

    /** Moves forward by a step, a stage or an operation, and pauses. {@link #back} is the inverse. */
    void step(String unit) {
        leaveSeek();
        status = Status.PAUSED;
        message = "";
        moveBy(unit);
    }

    private void moveBy(String unit) {
        if (unit.equals("step")) {
            takeStep();
            return;
        }
        if (!openTrace()) {
            return;
        }
        if (position.forward(unit)) {
            state();
        } else {
            takeStep();
        }
    }

    private void takeStep() {
        if (advance(true)) {
            state();
        }
    }

    void back(String unit) {
        long from = status == Status.SEEKING ? target : course.step();
        leaveSeek();
        status = Status.PAUSED;
        message = "";
        if (unit.equals("step") || position.isAtStart() || !openTrace()) {
            if (from > 0) {
                boolean stage = unit.equals("stage");
                seek(from - 1, Status.PAUSED, unit.equals("step") ? null
                        : t -> stage ? t.firstOf(Stage.values().length) : t.operations().size() - 1);
            } else {
                state();
            }
            return;
        }
        position.back(unit);
        state();
    }

    void seek(long step, Status then) {
        leaveSeek();
        seek(step, then, null);
    }

    private void seek(long step, Status then, ToIntFunction<StepTrace> at) {
        position.forget();
        message = "";
        target = step;
        arrival = at;
        afterSeek = then;
        long before = course.step();
        if (step != before) {
            course.rewind(Math.max(0, step - 1));      // the step itself is taken, and so measured
        }
        if (course.step() < before) {
            measuring.wentBack(step);
        }
        status = Status.SEEKING;
        if (course.step() == step) {
            measuring.publish();
            arrive();
        } else {
            state();
        }
    }

    /** The history has points up to the target of a seek. Drops those after the present step. */
    private void leaveSeek() {
        if (status == Status.SEEKING) {
            measuring.dropAfter(course.step());
        }
    }

    private void arrive() {
        status = afterSeek;
        if (arrival != null && openTrace()) {
            position.moveTo(arrival.applyAsInt(trace()));
        }
        arrival = null;
        state();
    }

    void edit(String key, String value) {
        leaveSeek();
        boolean back = course.edits().stream().anyMatch(edit -> edit.step() > course.step());
        course.edit(key, value);
        position.forget();
        if (status == Status.DIVERGED) {
            status = Status.PAUSED;
        }
        message = back ? "The later changes of settings were dropped." : "";
        measuring.publish();
        state();
    }

    /** Takes a step; false if it diverged. */
    private boolean advance(boolean last) {
        position.forget();
        try {
            measuring.advance(last, status == Status.SEEKING);
            return true;
        } catch (DivergedException e) {
            diverged(e);
            return false;
        }
    }

    private void diverged(DivergedException e) {
        leaveSeek();
        status = Status.DIVERGED;
        arrival = null;
        message = "The training diverged: " + e.getMessage() + ". Go back, or lower a learning rate.";
        measuring.publish();
        state();
    }

    /** Pauses after a fault of the program. */
    void failed(RuntimeException e) {
        position.forget();
        status = Status.PAUSED;
        message = "A fault of the program stopped the training: " + e;
        state();
    }

    /** Makes the trace of the next step if there is none; false if that step diverges. */
    private boolean openTrace() {
        try {
            position.open(course.training()::takeApart);
            return true;
        } catch (DivergedException e) {
            diverged(e);
            return false;
        }
    }

    @Override
    public Game game() {
        return course.training().game();
    }

    @Override
    public View view() {
        return measuring.view();
    }

    @Override
    public StepTrace trace() {
        if (!openTrace()) {
            throw new IllegalArgumentException(message);
        }
        return position.open(course.training()::takeApart);
    }

    private void state() {
        JsonObject json = StateJson.of(course);
        json.addProperty("step", course.step());
        json.addProperty("status", status.toString());
        json.addProperty("message", message);
        json.addProperty("target", status == Status.SEEKING ? target : course.step());
        json.addProperty("speed", speed.toString());
        position.addTo(json);
        json.addProperty("readOnly", false);
        json.addProperty("live", false);
        json.addProperty("missing", "");
        json.addProperty("note", "");
        board.state(json);
    }
}
