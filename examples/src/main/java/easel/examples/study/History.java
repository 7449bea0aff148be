package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The measurements of earlier steps: of every k-th step, at most {@link #MOST} points. When there are more, k doubles.
 * Any thread may call {@link #json}.
 */
final class History {
    static final int MOST = 600;

    private final List<Point> points = new ArrayList<>();
    private final String qualityName;
    private long interval = 1;
    private Point expected;       // of the next step; null if it is not known

    History(String qualityName) {
        this.qualityName = qualityName;
    }

    /** Whether the measurements of a step belong here and are not here yet. */
    synchronized boolean wants(long step) {
        return step % interval == 0 && (points.isEmpty() || points.get(points.size() - 1).step() < step);
    }

    /** Whether a step is one of those whose measurements belong here. */
    synchronized boolean keeps(long step) {
        return step % interval == 0;
    }

    /** Adds a point that is wanted, or the expected one of the same step. */
    synchronized void add(Point point) {
        points.add(expected != null && expected.step() == point.step() ? expected : point);
        expected = null;
        if (points.size() > MOST) {
            interval *= 2;
            points.removeIf(old -> old.step() % interval != 0);
        }
    }

    /** Drops the points after a step. */
    synchronized void dropAfter(long step) {
        points.removeIf(point -> point.step() > step);
    }

    /** Replaces the point of a step; if the step has not been taken, its point will be this one. */
    synchronized void expect(Point point) {
        if (points.isEmpty() || points.get(points.size() - 1).step() < point.step()) {
            expected = point;
        } else {
            put(point);
        }
    }

    /** Replaces the point of a step, or adds it between the others. */
    synchronized void put(Point point) {
        int i = points.size();
        while (i > 0 && points.get(i - 1).step() >= point.step()) {
            i--;
        }
        if (i < points.size() && points.get(i).step() == point.step()) {
            points.set(i, point);
        } else {
            points.add(i, point);
        }
    }

    /** Sets the quality of a step; false if its point is not here any more. */
    synchronized boolean quality(long step, double quality) {
        Point point = at(step);
        if (point != null) {
            point.values().put("quality", quality);
        }
        return point != null;
    }

    /** The point of a step, or null if there is none. */
    synchronized Point at(long step) {
        return points.stream().filter(point -> point.step() == step).findFirst().orElse(null);
    }

    synchronized int size() {
        return points.size();
    }

    /** The content of the event history. */
    synchronized JsonObject json() {
        JsonObject json = new JsonObject();
        JsonArray steps = new JsonArray();
        points.forEach(point -> steps.add(point.step()));
        json.add("step", steps);
        for (String name : Point.unmeasured(0, 0).values().keySet()) {
            json.add(name, column(point -> point.values().get(name)));
        }
        json.addProperty("qualityName", qualityName);
        json.add("norms", columns(Point::norms));
        json.add("ratios", columns(Point::ratios));
        return json;
    }

    private JsonObject columns(Function<Point, Map<String, Double>> numbers) {
        Set<String> names = new LinkedHashSet<>();
        points.forEach(point -> names.addAll(numbers.apply(point).keySet()));
        JsonObject json = new JsonObject();
        names.forEach(name -> json.add(name,
                column(point -> numbers.apply(point).getOrDefault(name, Double.NaN))));
        return json;
    }

    private JsonArray column(Function<Point, Double> value) {
        JsonArray column = new JsonArray();
        points.forEach(point -> column.add(TensorJson.rounded(value.apply(point))));
        return column;
    }
}
