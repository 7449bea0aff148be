package easel.examples.study;

import easel.core.Tensor;
import java.util.Locale;

/**
 * One element of a tensor that an operation computed.
 *
 * @param operation computed the tensor
 * @param name of the tensor
 * @param example the example, if the tensor is a batch of images
 * @param row of the matrix in {@link TensorJson}
 * @param column of the same matrix
 */
record Element(Operation operation, String name, int example, int row, int column) {
    /** Refuses an element that does not exist; the message is for the page. */
    Element {
        NamedTensor named = new NamedTensor(name, operation.tensor(name).orElseThrow());
        Tensor tensor = named.tensor();
        boolean images = TensorJson.isImages(named);
        int rows = images ? tensor.shape().axis(1) : tensor.rows();
        int columns = images ? tensor.shape().axis(2) * tensor.shape().axis(3) : tensor.columns();
        if (row < 0 || row >= rows || column < 0 || column >= columns) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s has %d rows and %d columns; found row %d"
                    + " and column %d.", name, rows, columns, row, column));
        }
        if (images && (example < 0 || example >= tensor.shape().axis(0))) {
            throw new IllegalArgumentException("The batch has " + tensor.shape().axis(0) + " examples; found example "
                    + example + ".");
        }
    }

    /** A tensor of the operation. */
    Tensor tensor(String of) {
        return operation.tensor(of).orElseThrow();
    }

    /** The position of the element in the array of its tensor. */
    int index() {
        Tensor tensor = tensor(name);
        if (!TensorJson.isImages(new NamedTensor(name, tensor))) {
            return row * tensor.columns() + column;
        }
        return (example * tensor.shape().axis(1) + row) * tensor.shape().axis(2) * tensor.shape().axis(3) + column;
    }

    float value() {
        return at(name);
    }

    /** The element at the same position of another tensor of the same size. */
    float at(String other) {
        return tensor(other).array()[index()];
    }

    /** The index on the last axis, such as the channel or the feature. */
    int channel() {
        return index() % tensor(name).columns();
    }

    /** The element of a tensor at the same position, such as y[3, 1]. */
    String text(String of) {
        return of + "[" + row + ", " + column + "]";
    }

    /** An empty sum for this element with a formula. */
    Sum sum(String pattern, Object... values) {
        return new Sum(String.format(Locale.ROOT, pattern, values), value());
    }
}
