package easel.examples.study;

import easel.core.Tensor;

/**
 * The products of one number of {@link easel.layers.BatchNorm} in training: y, dx, dγ or dβ. Mean and variance of the
 * feature are computed again from x, in double precision.
 */
final class BatchNormSums {
    private final Element element;
    private final Tensor x;
    private final int feature;
    private final double mean;
    private final double variance;
    /** 1/√(variance + ε). */
    private final double inverse;
    private final double largest;

    BatchNormSums(Element element) {
        this.element = element;
        this.x = element.tensor("x");
        this.feature = element.channel();
        double sum = 0;
        for (int r = 0; r < x.rows(); r++) {
            sum += at(x, r);
        }
        this.mean = sum / x.rows();
        double squares = 0;
        double most = 0;
        for (int r = 0; r < x.rows(); r++) {
            double difference = at(x, r) - mean;
            squares += difference * difference;
            most = Math.max(most, Math.abs(difference));
        }
        this.variance = squares / x.rows();
        this.inverse = 1 / Math.sqrt(variance + element.operation().settings().orElseThrow().number("epsilon"));
        this.largest = most * inverse;
    }

    private double at(Tensor matrix, int r) {
        return matrix.array()[r * matrix.columns() + feature];
    }

    private double xHat(int r) {
        return (at(x, r) - mean) * inverse;
    }

    /** A bound of the rounding of an x̂: mean and variance are sums of x.rows() numbers in single precision. */
    private double roundingOfXHat() {
        return 4 * (x.rows() + 8) * Sum.UNIT * largest;
    }

    Sum sum() {
        return switch (element.name()) {
            case "y" -> output();
            case "dγ" -> gamma();
            case "dβ" -> LayerSums.rowSum(element);
            default -> input();
        };
    }

    private Sum output() {
        double gamma = element.tensor("γ").array()[feature];
        Sum sum = element.sum(element.text("y") + " = γ[%d] · x̂ + β[%1$d] with x̂ = (x − %.4g) / √(%.4g + ε)", feature,
                mean, variance);
        sum.add("γ[" + feature + "]", gamma, element.text("x̂"), xHat(row()));
        sum.bias(element.tensor("β").array()[feature]);
        sum.rounding(Math.abs(gamma) * roundingOfXHat());
        return sum;
    }

    /** The row of the element in the matrix (R, C) over which statistics are computed. */
    private int row() {
        return element.index() / x.columns();
    }

    private Sum gamma() {
        Tensor dy = element.tensor("dy");
        Sum sum = element.sum("dγ[%d] = Σᵣ dy[r, %1$d] · x̂[r, %1$d], over all rows r", feature);
        double gradients = 0;
        for (int r = 0; r < x.rows(); r++) {
            sum.add("dy[" + r + ", " + feature + "]", at(dy, r), "x̂[" + r + ", " + feature + "]", xHat(r));
            gradients += Math.abs(at(dy, r));
        }
        sum.rounding(gradients * roundingOfXHat());
        return sum;
    }

    /** The three terms of dx: through x itself, through the mean, and through the variance. */
    private Sum input() {
        Tensor dy = element.tensor("dy");
        double dGamma = 0;
        double dBeta = 0;
        double gradients = 0;
        int rows = x.rows();
        for (int r = 0; r < rows; r++) {
            dGamma += at(dy, r) * xHat(r);
            dBeta += at(dy, r);
            gradients += Math.abs(at(dy, r));
        }
        double scale = element.tensor("γ").array()[feature] * inverse;
        Sum sum = element.sum(element.text("dx") + " = s · dy − s · dβ/R − s · x̂ · dγ/R with s = γ/√(%.4g + ε) and"
                + " R = %d", variance, rows);
        sum.add("s", scale, element.text("dy"), at(dy, row()));
        sum.add("−s", -scale, "dβ[" + feature + "] / R", dBeta / rows);
        sum.add("−s · x̂", -scale * xHat(row()), "dγ[" + feature + "] / R", dGamma / rows);
        double mean = gradients / rows;
        // dβ and dγ are sums of R numbers; x̂ occurs in dγ and as a factor.
        sum.rounding(Math.abs(scale) * mean * (1 + largest) * (2 * roundingOfXHat() + (rows + 8) * Sum.UNIT));
        return sum;
    }
}
