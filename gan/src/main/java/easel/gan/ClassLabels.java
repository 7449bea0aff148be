package easel.gan;

import static easel.core.ops.Rearrange.concatenateColumns;
import static easel.core.ops.Rearrange.sliceColumns;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;

/**
 * Class labels in the tensors of a conditional GAN. A label k of K classes is joined to an example as K more columns: 1
 * in column k and 0 in the others. In an image these are K constant planes: (N, H, W, C) becomes (N, H, W, C + K). In a
 * vector, and in a latent point, they are K more numbers: (N, d) becomes (N, d + K). Mirza and Osindero, Conditional
 * Generative Adversarial Nets, 2014, section 3.2; the planes are those of Radford, Metz and Chintala's code of
 * conditional DCGANs, 2015.
 */
public final class ClassLabels {
    private ClassLabels() {}

    /**
     * Joins a label to each example, or to each latent point.
     *
     * @param x examples or latent points, (N, …, C). Not modified
     * @param labels N labels from 0 to classes - 1. Not modified
     * @param classes the number of classes K, at least 1
     * @return (N, …, C + K)
     * @throws IllegalArgumentException if there is not one label for each example, or a label is out of range
     */
    public static Tensor join(Tensor x, int[] labels, int classes) {
        int n = x.shape().axis(0);
        if (labels.length != n) {
            throw new IllegalArgumentException(labels.length + " labels for " + n + " examples " + x.shape()
                    + "; give one label for each example");
        }
        Tensor oneHot = Tensor.zeros(Shape.of(n, classes));
        for (int i = 0; i < n; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("label " + labels[i] + " of example " + i + " is not one of "
                        + classes + " classes; expected a number from 0 to " + (classes - 1));
            }
            oneHot.array()[i * classes + labels[i]] = 1;
        }
        return join(x, oneHot, Tape.forInference());
    }

    /** Joins one-hot labels (N, K) to each pixel of examples (N, …, C). The tape records the gradient of x. */
    static Tensor join(Tensor x, Tensor oneHot, Tape tape) {
        int rows = x.rows() / x.shape().axis(0);                          // pixels of one example
        int classes = oneHot.columns();
        Tensor planes = tape.buffers().allocate(x.shape().withColumns(classes));
        for (int row = 0; row < planes.rows(); row++) {
            System.arraycopy(oneHot.array(), row / rows * classes, planes.array(), row * classes, classes);
        }
        return concatenateColumns(List.of(x, planes), tape);              // (N, …, C + K)
    }

    /** Joins the labels of latent points z, (N, latent + K), to the examples (N, …, C) of these points. */
    static Tensor joinLabelsOf(Tensor z, Tensor examples, int classes, Tape tape) {
        return classes == 0 ? examples
                : join(examples, sliceColumns(z, z.columns() - classes, z.columns(), tape), tape);
    }

    /** Joins uniformly drawn labels to latent points; returns z itself if there are no classes. */
    static Tensor joinUniform(Tensor z, int classes, RandomStream random) {
        if (classes == 0) {
            return z;
        }
        int[] labels = new int[z.rows()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = random.nextInt(classes);
        }
        return join(z, labels, classes);
    }

    /** Joins the label ⌊i · K / N⌋ to point i, so that a grid of K rows has one class in each row. */
    static Tensor joinInOrder(Tensor z, int classes) {
        if (classes == 0) {
            return z;
        }
        int[] labels = new int[z.rows()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) ((long) i * classes / labels.length);
        }
        return join(z, labels, classes);
    }

    /** Refuses real examples without the generator's shape, joined with labels if there are classes. */
    static Tensor requireReal(Tensor batch, String name, Shape example, int classes) {
        int n = batch.shape().axis(0);
        Shape expected = example.withColumns((long) example.columns() + classes).batch(n);
        if (!batch.shape().equals(expected)) {
            throw new IllegalArgumentException(name + " has shape " + batch.shape() + "; expected " + expected
                    + ", because the generator's output is " + example + (classes == 0 ? "" : " and the settings have "
                    + classes + " classes. Join the labels with ClassLabels.join"));
        }
        int size = batch.size() / n;
        for (int i = 0; i < n && classes > 0; i++) {
            requireOneHot(batch.array(), i * size + example.columns(), classes, name + ", example " + i);
        }
        return batch;
    }

    /** Checks the label at the first pixel of an example. */
    private static void requireOneHot(float[] x, int start, int classes, String name) {
        int ones = 0;
        int zeros = 0;
        for (int k = start; k < start + classes; k++) {
            ones += x[k] == 1 ? 1 : 0;
            zeros += x[k] == 0 ? 1 : 0;
        }
        if (ones != 1 || zeros != classes - 1) {
            throw new IllegalArgumentException(name + ": its last " + classes + " columns are not a label; expected one"
                    + " 1 and zeros. Join the labels with ClassLabels.join, after scaling the examples");
        }
    }
}
