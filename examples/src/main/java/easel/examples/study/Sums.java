package easel.examples.study;

import easel.core.Tensor;
import java.util.Locale;
import java.util.Optional;

/**
 * The products of one number that an operation computed: an element of y in a forward pass, of dW (or of dx if there
 * are no weights) in a backward pass, and of the new parameter in an update. Row and column are those of the matrix in
 * {@link TensorJson}.
 */
final class Sums {
    private final Operation operation;
    private final StudySettings settings;
    private final int example;
    private final int row;
    private final int column;

    private Sums(Operation operation, StudySettings settings, int example, int row, int column) {
        this.operation = operation;
        this.settings = settings;
        this.example = example;
        this.row = row;
        this.column = column;
    }

    /** The name of the tensor of which {@link #of} explains an element; empty for an operation without products. */
    static Optional<String> explained(Operation operation) {
        return switch (operation.pass()) {
            case "forward" -> operation.tensor("y").map(y -> "y");
            case "backward" -> operation.tensor("dW").map(dw -> "dW").or(() -> operation.tensor("dx").map(dx -> "dx"));
            default -> operation.tensor("W").map(w -> "W new").or(() -> operation.tensor("γ").map(g -> "γ new"));
        };
    }

    /**
     * The sum for one element, or empty if the operation has none.
     *
     * @throws IllegalArgumentException if there is no such element
     */
    static Optional<Sum> of(Operation operation, StudySettings settings, int example, int row, int column) {
        Optional<String> name = explained(operation);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        NamedTensor result = new NamedTensor(name.get(), operation.tensor(name.get()).orElseThrow());
        check(result, example, row, column);
        return new Sums(operation, settings, example, row, column).sum(result.tensor());
    }

    private static void check(NamedTensor result, int example, int row, int column) {
        Tensor tensor = result.tensor();
        boolean images = TensorJson.isImages(result);
        int rows = images ? tensor.shape().axis(1) : tensor.rows();
        int columns = images ? tensor.shape().axis(2) * tensor.shape().axis(3) : tensor.columns();
        if (row < 0 || row >= rows || column < 0 || column >= columns) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s has %d rows and %d columns; found row %d"
                    + " and column %d.", result.name(), rows, columns, row, column));
        }
        if (images && (example < 0 || example >= tensor.shape().axis(0))) {
            throw new IllegalArgumentException("The batch has " + tensor.shape().axis(0) + " examples; found example "
                    + example + ".");
        }
    }

    private Optional<Sum> sum(Tensor result) {
        boolean forward = operation.pass().equals("forward");
        return switch (operation.kind()) {
            case "Dense" -> Optional.of(forward ? dense(result) : operation.tensor("dW").isPresent()
                    ? denseWeight(result) : denseInput(result));
            case "Conv2D", "Conv2DTranspose" -> Optional.of(
                    new ConvolutionSums(operation, example, row, column).sum(result));
            case "LeakyReLU" -> Optional.of(leakyRelu(result, forward));
            case "Tanh" -> Optional.of(tanh(result, forward));
            case "BatchNorm" -> forward ? Optional.of(batchNorm(result)) : Optional.empty();
            case "binaryCrossEntropyWithLogits" -> Optional.of(forward ? crossEntropy(result)
                    : crossEntropyGradient(result));
            case "mean" -> Optional.of(mean(result, forward));
            case "optimizer" -> Optional.of(update(result));
            default -> Optional.empty();
        };
    }

    private Tensor tensor(String name) {
        return operation.tensor(name).orElseThrow();
    }

    private static float at(Tensor matrix, int row, int column) {
        return matrix.array()[row * matrix.columns() + column];
    }

    private Sum dense(Tensor y) {
        Tensor x = tensor("x");
        Tensor w = tensor("W");
        Optional<Tensor> b = operation.tensor("b");
        Sum sum = new Sum(format("y[%d, %d] = Σₖ x[%1$d, k] · W[k, %2$d]", row, column)
                + (b.isPresent() ? format(" + b[%d]", column) : ""), at(y, row, column));
        for (int k = 0; k < x.columns(); k++) {
            sum.add(format("x[%d, %d]", row, k), at(x, row, k), format("W[%d, %d]", k, column), at(w, k, column));
        }
        b.ifPresent(bias -> sum.bias(bias.array()[column]));
        return sum;
    }

    private Sum denseWeight(Tensor dw) {
        Tensor x = tensor("x");
        Tensor dy = tensor("dy");
        Sum sum = new Sum(format("dW[%d, %d] = Σₙ x[n, %1$d] · dy[n, %2$d]", row, column), at(dw, row, column));
        for (int n = 0; n < x.rows(); n++) {
            sum.add(format("x[%d, %d]", n, row), at(x, n, row), format("dy[%d, %d]", n, column), at(dy, n, column));
        }
        return sum;
    }

    private Sum denseInput(Tensor dx) {
        Tensor w = tensor("W");
        Tensor dy = tensor("dy");
        Sum sum = new Sum(format("dx[%d, %d] = Σⱼ dy[%1$d, j] · W[%2$d, j]", row, column), at(dx, row, column));
        for (int j = 0; j < dy.columns(); j++) {
            sum.add(format("dy[%d, %d]", row, j), at(dy, row, j), format("W[%d, %d]", column, j), at(w, column, j));
        }
        return sum;
    }

    /** The index of the element in an array of the layout of y, and its text. */
    private int element(Tensor y) {
        int rows = y.shape().rank() == 4 ? y.shape().axis(1) : 0;
        int columns = y.shape().rank() == 4 ? y.shape().axis(2) * y.shape().axis(3) : y.columns();
        return (example * rows + row) * columns + column;
    }

    private Sum leakyRelu(Tensor result, boolean forward) {
        int i = element(result);
        String at = format("[%d, %d]", row, column);
        double slope = operation.layout().orElseThrow().number("slope");
        double x = tensor("x").array()[i];
        String factor = x > 0 ? "1, because x > 0" : "the slope, because x ≤ 0";
        String a = forward ? "x" : "dy";
        Sum sum = new Sum((forward ? "y" : "dx") + at + " = " + a + at + " · (1 if x > 0, else the slope)",
                result.array()[i]);
        sum.add(a + at, tensor(a).array()[i], factor, x > 0 ? 1 : slope);
        return sum;
    }

    private Sum tanh(Tensor result, boolean forward) {
        int i = element(result);
        String at = format("[%d, %d]", row, column);
        double y = tensor("y").array()[i];
        if (!forward) {
            Sum sum = new Sum("dx" + at + " = dy" + at + " · (1 − y²)", result.array()[i]);
            sum.add("dy" + at, tensor("dy").array()[i], "1 − y²", 1 - y * y);
            return sum;
        }
        Sum sum = new Sum("y" + at + " = tanh x" + at + ", here as x · (tanh x / x)", y);
        double x = tensor("x").array()[i];
        sum.add("x" + at, x, "tanh x / x", x == 0 ? 1 : Math.tanh(x) / x);
        return sum;
    }

    private Sum batchNorm(Tensor y) {
        Tensor x = tensor("x");
        double mean = 0;
        for (int n = 0; n < x.rows(); n++) {
            mean += at(x, n, column) / (double) x.rows();
        }
        double variance = 0;
        for (int n = 0; n < x.rows(); n++) {
            variance += (at(x, n, column) - mean) * (at(x, n, column) - mean) / x.rows();
        }
        double epsilon = operation.layout().orElseThrow().number("epsilon");
        Sum sum = new Sum(format("y[%d, %d] = γ[%2$d] · x̂[%1$d, %2$d] + β[%2$d] with x̂ = (x − %.4g) / √(%.4g + %.4g)",
                row, column, mean, variance, epsilon), at(y, row, column));
        sum.add(format("γ[%d]", column), tensor("γ").array()[column], format("x̂[%d, %d]", row, column),
                (at(x, row, column) - mean) / Math.sqrt(variance + epsilon));
        sum.bias(tensor("β").array()[column]);
        return sum;
    }

    /** The target label of a cross-entropy. */
    private double target() {
        if (operation.network().equals("loss") && !isOfG()) {
            return operation.side().equals(Optional.of("real"))
                    ? 1 - Double.parseDouble(settings.get(Fields.SMOOTHING)) : 0;
        }
        return settings.get(Fields.LOSS).equals("minimax") ? 0 : 1;
    }

    private boolean isOfG() {
        return operation.stage() >= Stage.LOSS_OF_G.number();
    }

    private Sum crossEntropy(Tensor y) {
        Tensor z = tensor("x");
        double t = target();
        Sum sum = new Sum(format("loss = Σₙ 1/%d · (ln(1 + exp zₙ) − %s · zₙ), with the target %2$s", z.size(),
                Double.toString(t)), y.item());
        for (int n = 0; n < z.size(); n++) {
            double logit = z.array()[n];
            double value = Math.max(logit, 0) - logit * t + Math.log1p(Math.exp(-Math.abs(logit)));
            sum.add(format("1/%d", z.size()), 1.0 / z.size(), format("loss of z[%d] = %.4f", n, logit), value);
        }
        return sum;
    }

    private Sum crossEntropyGradient(Tensor dx) {
        Tensor z = tensor("x");
        double dy = tensor("dy").item();
        double logit = z.array()[row];
        Sum sum = new Sum(format("dz[%d] = dy / %d · (sigmoid z[%1$d] − %s)", row, z.size(),
                Double.toString(target())), dx.array()[row]);
        sum.add(format("dy / %d", z.size()), dy / z.size(), format("sigmoid z[%d] − target", row),
                1 / (1 + Math.exp(-logit)) - target());
        return sum;
    }

    private Sum mean(Tensor result, boolean forward) {
        if (!forward) {
            Sum sum = new Sum(format("dx[%d, %d] = dy / %d", row, column, result.size()), result.array()[row]);
            sum.add("dy", tensor("dy").item(), format("1/%d", result.size()), 1.0 / result.size());
            return sum;
        }
        Tensor x = tensor("x");
        Sum sum = new Sum(format("y = Σₙ 1/%d · x[n]", x.size()), result.item());
        for (int n = 0; n < x.size(); n++) {
            sum.add(format("1/%d", x.size()), 1.0 / x.size(), format("x[%d]", n), x.array()[n]);
        }
        return sum;
    }

    /** The step of an optimizer divided by the learning rate, from the parameter before and after. */
    private Sum update(Tensor after) {
        String name = explained(operation).orElseThrow().replace(" new", "");
        boolean ofG = operation.stage() == Stage.UPDATE_OF_G.number();
        double rate = Double.parseDouble(settings.get(ofG ? Fields.RATE_G : Fields.RATE_D));
        double before = at(tensor(name), row, column);
        String direction = switch (settings.get(Fields.OPTIMIZER)) {
            case "sgd" -> "g";
            case "rmsprop" -> "g / (√s + ε)";
            default -> "m̂ / (√v̂ + ε)";
        };
        Sum sum = new Sum(format("%s new[%d, %d] = %1$s[%2$d, %3$d] − η · %s, with g = d%1$s[%2$d, %3$d] = %.4g", name,
                row, column, direction, at(tensor("d" + name), row, column)), at(after, row, column));
        sum.add("−η", -rate, direction, (before - at(after, row, column)) / rate);
        sum.bias(before);
        return sum;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
