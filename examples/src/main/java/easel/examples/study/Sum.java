package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** One number of a tensor as a sum of products and an optional bias. */
final class Sum {
    /** The most products that are listed; the sum of the others is one number. */
    static final int MOST = 1024;
    /** Half of the distance of two floats near 1. */
    static final double UNIT = 0x1p-24;
    /** Roundings of the factors of one product, such as a root or a logarithm, and of the result. */
    private static final int FACTORS = 16;
    private static final int SPREAD = 4;

    private final String text;
    private final double value;
    private final JsonArray terms = new JsonArray();
    private double listed;
    private double others;
    private double magnitude;
    private double rounding;
    private int count;
    private Double bias;       // null for none

    /** An empty sum: {@code text} is its formula, {@code value} the number in the tensor. */
    Sum(String text, double value) {
        this.text = text;
        this.value = value;
    }

    void add(String a, double aValue, String b, double bValue) {
        double product = aValue * bValue;
        count++;
        magnitude += Math.abs(product);
        if (terms.size() >= MOST) {
            others += product;
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
        magnitude += Math.abs(number);
    }

    /** Adds to the bound the rounding of a factor that was computed from larger numbers. */
    void rounding(double more) {
        rounding += more;
    }

    /** All products and the bias. */
    double total() {
        return listed + others + (bias == null ? 0 : bias);
    }

    /** The number in the tensor. */
    double value() {
        return value;
    }

    /** The sum of the absolute products and of the absolute bias. */
    double magnitude() {
        return magnitude;
    }

    /**
     * The largest difference of total and value that rounding explains. Each product and each partial sum is rounded
     * by at most {@link #UNIT} of {@link #magnitude}. In n of them, in any order, the roundings add up like random
     * numbers, to a multiple of √n (Higham and Mary, A New Approach to Probabilistic Rounding Error Analysis, 2019).
     */
    double bound() {
        return (SPREAD * Math.sqrt(count) + FACTORS) * UNIT * magnitude + rounding + Float.MIN_NORMAL;
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("text", text);
        json.add("terms", terms);
        json.add("value", TensorJson.rounded(value));
        json.add("bias", bias == null ? JsonNull.INSTANCE : TensorJson.rounded(bias));
        json.addProperty("more", count - terms.size());
        json.add("moreSum", TensorJson.rounded(others));
        json.add("bound", TensorJson.rounded(bound()));
        return json;
    }
}
