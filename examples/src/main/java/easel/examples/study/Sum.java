package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** One number of a tensor as a sum of products and an optional bias. */
final class Sum {
    /** The most products that are listed; the sum of the others is one number. */
    static final int MOST = 1024;

    private final String text;
    private final double value;
    private final JsonArray terms = new JsonArray();
    private double listed;
    private double others;
    private int more;
    private Double bias;       // null for none

    /** An empty sum: {@code text} is its formula, {@code value} the number in the tensor. */
    Sum(String text, double value) {
        this.text = text;
        this.value = value;
    }

    void add(String a, double aValue, String b, double bValue) {
        double product = aValue * bValue;
        if (terms.size() >= MOST) {
            others += product;
            more++;
            return;
        }
        listed += product;
        JsonObject term = new JsonObject();
        term.addProperty("a", a);
        term.add("aValue", TensorJson.rounded(aValue));
        term.addProperty("b", b);
        term.add("bValue", TensorJson.rounded(bValue));
        term.add("product", TensorJson.rounded(product));
        terms.add(term);
    }

    void bias(double number) {
        bias = number;
    }

    /** All products and the bias. */
    double total() {
        return listed + others + (bias == null ? 0 : bias);
    }

    /** The number in the tensor. */
    double value() {
        return value;
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("text", text);
        json.add("terms", terms);
        json.add("value", TensorJson.rounded(value));
        json.add("bias", bias == null ? JsonNull.INSTANCE : TensorJson.rounded(bias));
        json.addProperty("more", more);
        json.add("moreSum", TensorJson.rounded(others));
        return json;
    }
}
