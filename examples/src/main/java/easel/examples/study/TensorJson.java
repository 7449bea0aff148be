package easel.examples.study;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import easel.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Tensors and numbers in JSON. Arrays of floats are the base64 of their little-endian bytes. */
final class TensorJson {
    /** The most rows and columns of a matrix that are sent. */
    static final int SIDE = 64;
    private static final int BARS = 30;

    private TensorJson() {}

    /** A number, or null if it is not finite. */
    static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    }

    /** A number with seven digits, or null if it is not finite. */
    static JsonElement rounded(double value) {
        return Double.isFinite(value) ? new JsonPrimitive((float) value) : JsonNull.INSTANCE;
    }

    static String base64(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static String base64(byte[] values) {
        return Base64.getEncoder().encodeToString(values);
    }

    /**
     * One tensor of an operation: statistics of all its values, and the values of a matrix of at most {@link #SIDE}
     * rows and columns, or of one whole image of a batch (N, H, W, C) as H rows of W·C values.
     */
    static JsonObject of(NamedTensor named, int example) {
        Tensor tensor = named.tensor();
        JsonObject json = new JsonObject();
        json.addProperty("name", named.name());
        json.addProperty("shape", tensor.shape().toString());
        if (isImages(named)) {
            addImage(json, tensor, example);
        } else {
            addMatrix(json, tensor);
        }
        addStatistics(json, tensor.array());
        return json;
    }

    /** Whether a tensor is a batch of images: four axes, and no weight, nor a gradient or a mean of one. */
    static boolean isImages(NamedTensor named) {
        return named.tensor().shape().rank() == 4 && !named.name().contains("W");
    }

    private static void addImage(JsonObject json, Tensor tensor, int example) {
        int height = tensor.shape().axis(1);
        int width = tensor.shape().axis(2);
        int channels = tensor.shape().axis(3);
        int size = height * width * channels;
        float[] image = new float[size];
        System.arraycopy(tensor.array(), example * size, image, 0, size);
        json.addProperty("rows", height);
        json.addProperty("columns", width * channels);
        json.addProperty("data", base64(image));
        JsonObject picture = new JsonObject();
        picture.addProperty("height", height);
        picture.addProperty("width", width);
        picture.addProperty("channels", channels);
        json.add("picture", picture);
    }

    private static void addMatrix(JsonObject json, Tensor tensor) {
        int rows = Math.min(SIDE, tensor.rows());
        int columns = Math.min(SIDE, tensor.columns());
        float[] values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(tensor.array(), row * tensor.columns(), values, row * columns, columns);
        }
        json.addProperty("rows", rows);
        json.addProperty("columns", columns);
        json.addProperty("data", base64(values));
        json.add("picture", JsonNull.INSTANCE);
    }

    private static void addStatistics(JsonObject json, float[] values) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
            sum += value;
        }
        double mean = sum / values.length;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        json.add("min", rounded(least));
        json.add("max", rounded(most));
        json.add("mean", rounded(mean));
        json.add("deviation", rounded(Math.sqrt(squares / values.length)));
        json.add("histogram", histogram(values, least, most));
    }

    private static JsonObject histogram(float[] values, double least, double most) {
        int[] counts = new int[BARS];
        double width = most > least ? (most - least) / BARS : 1;
        for (float value : values) {
            counts[(int) Math.max(0, Math.min(BARS - 1, (value - least) / width))]++;
        }
        JsonArray bars = new JsonArray();
        for (int count : counts) {
            bars.add(count);
        }
        JsonObject json = new JsonObject();
        json.add("from", rounded(least));
        json.add("to", rounded(most));
        json.add("counts", bars);
        return json;
    }
}
