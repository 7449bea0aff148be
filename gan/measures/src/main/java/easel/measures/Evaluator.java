package easel.measures;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.state.Safetensors;
import easel.datasets.ImageSource;
import easel.datasets.Scaling;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.Models;
import easel.layers.Predictor;
import easel.layers.Sequential;
import easel.layers.Softmax;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A frozen classifier whose penultimate layer gives the features that the measures compare. The distance between two
 * sets of images depends on the evaluator, so figures of different evaluators cannot be compared, and {@link #id}
 * belongs to the name of each figure.
 *
 * <p>The jar has two evaluators of the same architecture, which is similar to LeNet-5: 5×5 convolutions with 32 and 64
 * filters, each with ReLU and 2×2 max pooling; a dense layer of 128 features with LeakyReLU 0.1; dropout; a dense layer
 * with 10 logits. The features are the outputs of that LeakyReLU.
 *
 * <p>Images are rounded to 8 bits before the network reads them ({@link EightBit}). They are processed in batches of
 * 250, so memory in addition to arguments and results does not depend on their number. The features of an image do not
 * depend on the other images of the call.
 *
 * <p>Immutable and thread-safe.
 */
public final class Evaluator {
    private static final int BATCH = 250;
    static final String EXTENSION = ".safetensors";

    private final String id;
    private final Predictor features;
    private final Predictor logits;
    private final int dimensions;
    private final int classes;

    private Evaluator(String id, Sequential network) {
        List<Layer> layers = network.layers();
        int last = layers.size() - 1;
        Shape input = last < 1 ? network.input() : network.shapes().get(last - 1);
        if (network.input().rank() != 3 || last < 1 || !(layers.get(last) instanceof Dense) || input.rank() != 1) {
            throw new IllegalArgumentException("is not a classifier of images: it takes " + network.input()
                    + " and ends in " + layers.get(last) + "; expected (H, W, C), and a Dense layer with one logit"
                    + " for each class at the end");
        }
        this.id = id;
        this.features = Predictor.of(Sequential.of(network.input(), layers.subList(0, last).toArray(new Layer[0])));
        this.logits = Predictor.of(Sequential.of(input, layers.get(last)));
        this.dimensions = input.size();
        this.classes = network.output().size();
    }

    /**
     * The evaluator of MNIST, trained on the 60,000 training images. It classifies 99.50 % of the 10,000 test
     * images correctly. Each call reads the resource again, so keep the result.
     *
     * @return an evaluator of images (28, 28, 1) with 128 features and 10 classes
     * @throws UncheckedIOException if the resource is absent or damaged; the message names it
     */
    public static Evaluator mnist() {
        return ShippedEvaluator.MNIST.load();
    }

    /**
     * The evaluator of Fashion-MNIST, trained on the official 60,000 training images. It classifies 91.89 % of the
     * official 10,000 test images correctly. All images of {@link easel.datasets.FashionMnist#sample()} are official
     * training images, so the accuracy on the sample, 92.98 %, says nothing about new images.
     * {@link easel.datasets.FashionMnist#CLASSES} has the names of the classes. Each call reads the resource again, so
     * keep the result.
     *
     * @return an evaluator of images (28, 28, 1) with 128 features and 10 classes
     * @throws UncheckedIOException if the resource is absent or damaged; the message names it
     */
    public static Evaluator fashionMnist() {
        return ShippedEvaluator.FASHION_MNIST.load();
    }

    /**
     * An evaluator for other images: any classifier that {@link Models#save} wrote. The features are the inputs of its
     * last layer.
     *
     * @param path a Sequential that takes images (H, W, C) in [0, 1] and ends in a {@link Dense} layer with one logit
     *     for each class
     * @return an evaluator, whose {@link #id} starts with the name of the file
     * @throws IOException if the file cannot be read, is damaged or is not such a classifier; the message names the
     *     file and the remedy
     */
    public static Evaluator load(Path path) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(path);
        } catch (IOException e) {
            throw new IOException(path + ": cannot be read: " + e, e);
        }
        return read(content, path.getFileName().toString(), path.toString());
    }

    /** Builds an evaluator from the bytes of a file; {@code source} is its name in messages. */
    static Evaluator read(byte[] file, String name, String source) throws IOException {
        try {
            String stem = name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
            return new Evaluator(stem + "-" + sha256(file).substring(0, 8),
                    Models.network(Safetensors.read(file, source)));
        } catch (IllegalArgumentException e) {
            throw new IOException(source + ": " + e.getMessage(), e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Identifies the evaluator: the name of its file without the extension, a hyphen, and the first 8 hexadecimal
     * digits of the SHA-256 of the file, such as {@code mnist-lenet-1-0123abcd}.
     *
     * @return part of the name of each figure that was computed with this evaluator
     */
    public String id() {
        return id;
    }

    /**
     * The shape of one image.
     *
     * @return (H, W, C)
     */
    public Shape image() {
        return features.input();
    }

    /**
     * The number of features of an image.
     *
     * @return 128 for the evaluators of this module
     */
    public int dimensions() {
        return dimensions;
    }

    /**
     * The number of classes.
     *
     * @return 10 for the evaluators of this module
     */
    public int classCount() {
        return classes;
    }

    /**
     * Computes the features of images.
     *
     * @param images (N, H, W, C) in [0, 1]. Not modified. {@link EightBit#round} converts images in [-1, 1]
     * @return (N, {@link #dimensions})
     * @throws IllegalArgumentException if the images have another shape, or a value is outside [0, 1] or not a number
     */
    public Tensor features(Tensor images) {
        checkImages(images);
        return features(images.shape().axis(0), (from, to) -> rounded(images, from, to));
    }

    /**
     * Computes the features of images of a data set, which are read batch by batch.
     *
     * @param images images of shape {@link #image}
     * @param indices at least one, each from 0 to {@code images.size() - 1}. Not modified
     * @return (N, {@link #dimensions}); row n has the features of image {@code indices[n]}
     * @throws IllegalArgumentException if the images have another shape or an index is out of range
     * @throws UncheckedIOException if an image is in a file that cannot be read
     */
    public Tensor features(ImageSource images, int[] indices) {
        if (!images.imageShape().equals(image())) {
            throw new IllegalArgumentException(id + ": images of " + images.imageShape() + "; expected " + image());
        }
        return features(indices.length,
                (from, to) -> images.images(Arrays.copyOfRange(indices, from, to), Scaling.ZERO_TO_ONE));
    }

    /**
     * Computes the logits of images whose features are known, for {@link ClassHistogram} and {@link ClassifierScore}.
     *
     * @param features from {@link #features(Tensor)}. Not modified
     * @return (N, K) for K classes
     * @throws IllegalArgumentException if the features have another shape
     */
    public Tensor logitsOf(Tensor features) {
        return logits.predict(features);
    }

    /**
     * The most probable class of each image whose features are known.
     *
     * @param features from {@link #features(Tensor)}. Not modified
     * @return class indices from 0; the lowest one of equal largest logits
     * @throws IllegalArgumentException if the features have another shape
     */
    public int[] classesOf(Tensor features) {
        return argmax(logitsOf(features));
    }

    /**
     * The most probable class of each image.
     *
     * @param images as for {@link #features(Tensor)}
     * @return class indices from 0; the lowest one of equal largest logits
     * @throws IllegalArgumentException as {@link #features(Tensor)}
     */
    public int[] classes(Tensor images) {
        return classesOf(features(images));
    }

    /**
     * The probability of each class.
     *
     * @param images as for {@link #features(Tensor)}
     * @return (N, K) for K classes: softmax of the logits
     * @throws IllegalArgumentException as {@link #features(Tensor)}
     */
    public Tensor probabilities(Tensor images) {
        return Softmax.of().infer(logitsOf(features(images)));
    }

    /** The images from one index to another, exclusive, in [0, 1]. */
    private interface Batches {
        Tensor of(int from, int to);
    }

    private Tensor features(int count, Batches batches) {
        if (count < 1) {
            throw new IllegalArgumentException(id + ": no images; give at least 1");
        }
        Tensor all = Tensor.zeros(Shape.of(count, dimensions));
        for (int from = 0; from < count; from += BATCH) {
            Tensor batch = features.predict(batches.of(from, Math.min(from + BATCH, count)));
            System.arraycopy(batch.array(), 0, all.array(), from * dimensions, batch.size());
        }
        return all;
    }

    private void checkImages(Tensor images) {
        Shape shape = images.shape();
        if (!shape.equals(image().batch(shape.axis(0)))) {
            throw new IllegalArgumentException(id + ": images of shape " + shape + "; expected (N, "
                    + image().toString().substring(1) + (shape.size() == shape.axis(0) * image().size()
                    ? ". Reshape them with images.reshaped(evaluator.image().batch(n))" : ""));
        }
    }

    private Tensor rounded(Tensor images, int from, int to) {
        int size = image().size();
        float[] values = Arrays.copyOfRange(images.array(), from * size, to * size);
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] >= 0 && values[i] <= 1)) {
                throw new IllegalArgumentException(id + ": image " + (from + i / size) + " has the value " + values[i]
                        + "; expected values in [0, 1]. Convert images in [-1, 1] with"
                        + " EightBit.round(images, Scaling.MINUS_ONE_TO_ONE)");
            }
        }
        return EightBit.round(Tensor.wrap(image().batch(to - from), values), Scaling.ZERO_TO_ONE);
    }

    /** The index of the largest logit in each row; the lowest one of equal largest logits. */
    static int[] argmax(Tensor logits) {
        return Stream.of(logits.toArray2D()).mapToInt(Evaluator::argmax).toArray();
    }

    private static int argmax(float[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }

    /** The name, image shape and classes of the evaluator. */
    @Override
    public String toString() {
        return "Evaluator " + id + " of " + image() + " with " + dimensions + " features and " + classes + " classes";
    }
}
