package easel.examples.study;

import com.google.gson.JsonObject;
import easel.gan.GanStep;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The measurements of one step.
 *
 * @param step the number of the step
 * @param values by name, such as lossD; NaN for a value that was not measured
 * @param norms norms of the gradients by layer; empty if not measured
 * @param ratios log₁₀ of update to parameter by layer; empty if not measured
 */
record Point(long step, Map<String, Double> values, Map<String, Double> norms, Map<String, Double> ratios) {
    /** The measurements of a step; {@code norms} is null if they were not measured. */
    static Point of(GanStep step, double quality, LayerNorms norms) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("lossD", step.discriminatorLoss());
        values.put("lossG", step.generatorLoss());
        values.put("accuracyReal", step.realAccuracy());
        values.put("accuracyFake", step.fakeAccuracy());
        values.put("dReal", step.realProbability());
        values.put("dFake", step.fakeProbability());
        values.put("quality", quality);
        return norms == null ? new Point(step.step(), values, Map.of(), Map.of())
                : new Point(step.step(), values, norms.norms(), norms.ratios());
    }

    /** The same norms and ratios, of the update after a step with other measurements. */
    Point after(Point step) {
        return new Point(step.step, step.values, norms, ratios);
    }

    /** A step without measurements, such as step 0. */
    static Point unmeasured(long step, double quality) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String name : new String[] {"lossD", "lossG", "accuracyReal", "accuracyFake", "dReal", "dFake"}) {
            values.put(name, Double.NaN);
        }
        values.put("quality", quality);
        return new Point(step, values, Map.of(), Map.of());
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("step", step);
        values.forEach((name, value) -> json.add(name, TensorJson.rounded(value)));
        json.add("norms", json(norms));
        json.add("ratios", json(ratios));
        return json;
    }

    private static JsonObject json(Map<String, Double> numbers) {
        JsonObject json = new JsonObject();
        numbers.forEach((name, value) -> json.add(name, TensorJson.rounded(value)));
        return json;
    }
}
