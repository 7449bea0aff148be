package easel.examples.study;

import easel.core.Tensor;

/** The products of one number of a layer without a window: dense layers, activations and rearrangements. */
final class LayerSums {
    private final Element element;
    private final boolean forward;
    private final int row;
    private final int column;

    LayerSums(Element element, boolean forward) {
        this.element = element;
        this.forward = forward;
        this.row = element.row();
        this.column = element.column();
    }

    Sum sum() {
        return switch (element.operation().kind()) {
            case "Dense" -> dense();
            case "LeakyReLU" -> leakyRelu();
            case "Tanh" -> tanh();
            default -> moved();
        };
    }

    private Tensor tensor(String name) {
        return element.tensor(name);
    }

    private static float at(Tensor matrix, int row, int column) {
        return matrix.array()[row * matrix.columns() + column];
    }

    private Sum dense() {
        return switch (element.name()) {
            case "y" -> output();
            case "dW" -> weight();
            case "dx" -> input();
            default -> rowSum(element);
        };
    }

    private Sum output() {
        Tensor x = tensor("x");
        Tensor w = tensor("W");
        boolean biased = element.operation().tensor("b").isPresent();
        Sum sum = element.sum("y[%d, %d] = Σₖ x[%1$d, k] · W[k, %2$d]" + (biased ? " + b[%2$d]" : ""), row, column);
        for (int k = 0; k < x.columns(); k++) {
            sum.add("x[" + row + ", " + k + "]", at(x, row, k), "W[" + k + ", " + column + "]", at(w, k, column));
        }
        if (biased) {
            sum.bias(tensor("b").array()[column]);
        }
        return sum;
    }

    private Sum weight() {
        Tensor x = tensor("x");
        Tensor dy = tensor("dy");
        Sum sum = element.sum("dW[%d, %d] = Σₙ x[n, %1$d] · dy[n, %2$d]", row, column);
        for (int n = 0; n < x.rows(); n++) {
            sum.add("x[" + n + ", " + row + "]", at(x, n, row), "dy[" + n + ", " + column + "]", at(dy, n, column));
        }
        return sum;
    }

    private Sum input() {
        Tensor w = tensor("W");
        Tensor dy = tensor("dy");
        Sum sum = element.sum("dx[%d, %d] = Σⱼ dy[%1$d, j] · W[%2$d, j]", row, column);
        for (int j = 0; j < dy.columns(); j++) {
            sum.add("dy[" + row + ", " + j + "]", at(dy, row, j), "W[" + column + ", " + j + "]", at(w, column, j));
        }
        return sum;
    }

    /** The gradient of a bias: the sum of dy over all axes but the last. */
    static Sum rowSum(Element element) {
        Tensor dy = element.tensor("dy");
        int channel = element.column();
        Sum sum = element.sum("%s[%d] = Σᵣ dy[r, %2$d], over " + (dy.shape().rank() == 4
                ? "all examples and pixels r" : "all examples r"), element.name(), channel);
        for (int r = 0; r < dy.rows(); r++) {
            sum.add("dy[" + r + ", " + channel + "]", at(dy, r, channel), "1", 1);
        }
        return sum;
    }

    private Sum leakyRelu() {
        double x = element.at("x");
        double slope = element.operation().settings().orElseThrow().number("slope");
        String a = forward ? "x" : "dy";
        Sum sum = element.sum(element.text(element.name()) + " = " + element.text(a)
                + " · (1 if x > 0, else the slope)");
        sum.add(element.text(a), element.at(a), x > 0 ? "1, because x > 0" : "the slope, because x ≤ 0",
                x > 0 ? 1 : slope);
        return sum;
    }

    private Sum tanh() {
        if (forward) {
            double x = element.at("x");
            Sum sum = element.sum(element.text("y") + " = tanh " + element.text("x") + ", here as x · (tanh x / x)");
            sum.add(element.text("x"), x, "tanh x / x", x == 0 ? 1 : Math.tanh(x) / x);
            return sum;
        }
        double y = element.at("y");
        Sum sum = element.sum(element.text("dx") + " = " + element.text("dy") + " · (1 − y²)");
        sum.add(element.text("dy"), element.at("dy"), "1 − y²", 1 - y * y);
        sum.rounding(Sum.UNIT * Math.abs(element.at("dy")));      // 1 − y² has the rounding of 1
        return sum;
    }

    /** Reshape and Flatten: the same number at the same position of the array. */
    private Sum moved() {
        String from = forward ? "x" : "dy";
        Tensor source = tensor(from);
        int i = element.index();
        Sum sum = element.sum(element.text(element.name()) + " is element " + i + " of " + from
                + ": the shape changes, the order of the numbers does not");
        sum.add(from + "[" + i / source.columns() + ", " + i % source.columns() + "]", source.array()[i], "1", 1);
        return sum;
    }
}
