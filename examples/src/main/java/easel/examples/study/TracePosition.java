package easel.examples.study;

import com.google.gson.JsonObject;
import java.util.function.Supplier;

/** The operations of the next step, if they are known, and the position of the page in them. */
final class TracePosition {
    private static final int NONE = -1;

    private final Board board;
    private StepTrace trace;                            // null if it was not asked for
    private int operation = NONE;

    TracePosition(Board board) {
        this.board = board;
    }

    /** Makes the trace of the next step if there is none, and tells the pages of it. */
    StepTrace open(Supplier<StepTrace> next) {
        if (trace == null) {
            trace = next.get();
            JsonObject json = new JsonObject();
            json.addProperty("step", trace.step().step());
            json.addProperty("count", trace.operations().size());
            board.trace(json);
        }
        return trace;
    }

    void forget() {
        if (trace != null) {
            trace = null;
            board.forgetTrace();
        }
        operation = NONE;
    }

    /** Whether the page is before the first operation, or the operations are not known. */
    boolean isAtStart() {
        return operation == NONE;
    }

    /** Moves forward in the open trace by a stage or an operation; false if the step ends there. */
    boolean forward(String unit) {
        int next = operation == NONE ? 0 : unit.equals("stage") ? trace.nextStage(operation) : operation + 1;
        if (next == trace.operations().size()) {
            return false;
        }
        operation = next;
        return true;
    }

    /** Moves back in the open trace by a stage or an operation; from the first one to the start. */
    void back(String unit) {
        if (unit.equals("stage")) {
            operation = trace.stage(operation) == 1 ? NONE : trace.firstOf(trace.stage(operation) - 1);
        } else {
            operation--;
        }
    }

    /** Moves to an operation of the open trace. */
    void moveTo(int index) {
        operation = index;
    }

    /** Adds the position to the event state. */
    void addTo(JsonObject state) {
        state.addProperty("stage", operation == NONE ? 0 : trace.stage(operation));
        state.addProperty("operation", operation);
    }
}
