package easel.layers;

import easel.core.Shape;
import easel.core.Tensor;

/**
 * Batch normalisation in training mode by the formulas of {@link BatchNorm}, in double, one feature at a time: the
 * reference for its tests.
 *
 * @param y γ·x̂ + β, of x's shape
 * @param dx γ/√(variance + ε) · (dy - dβ/R - x̂·dγ/R), of x's shape
 * @param dGamma Σ dy·x̂, (C)
 * @param dBeta Σ dy, (C)
 * @param mean the mean of the batch, (C)
 * @param variance the biased variance of the batch, (C)
 */
record NaiveBatchNorm(Tensor y, Tensor dx, Tensor dGamma, Tensor dBeta, Tensor mean, Tensor variance) {
    static NaiveBatchNorm of(Tensor x, Tensor dy, Tensor gamma, Tensor beta, float epsilon) {
        NaiveBatchNorm result = new NaiveBatchNorm(Tensor.zeros(x.shape()), Tensor.zeros(x.shape()),
                Tensor.zeros(gamma.shape()), Tensor.zeros(gamma.shape()), Tensor.zeros(gamma.shape()),
                Tensor.zeros(gamma.shape()));
        Tensor rows = x.reshaped(Shape.of(x.rows(), x.columns()));
        Tensor dRows = dy.reshaped(rows.shape());
        for (int j = 0; j < x.columns(); j++) {
            result.feature(j, rows, dRows, gamma.at(j), beta.at(j), epsilon);
        }
        return result;
    }

    private void feature(int j, Tensor x, Tensor dy, double gamma, double beta, double epsilon) {
        int R = x.rows();
        int columns = x.columns();
        double sum = 0;
        for (int i = 0; i < R; i++) {
            sum += x.at(i, j);
        }
        double m = sum / R;
        double squares = 0;
        for (int i = 0; i < R; i++) {
            squares += (x.at(i, j) - m) * (x.at(i, j) - m);
        }
        double deviation = Math.sqrt(squares / R + epsilon);
        double dG = 0;
        double dB = 0;
        for (int i = 0; i < R; i++) {
            double xHat = (x.at(i, j) - m) / deviation;
            y.array()[i * columns + j] = (float) (gamma * xHat + beta);
            dG += dy.at(i, j) * xHat;
            dB += dy.at(i, j);
        }
        for (int i = 0; i < R; i++) {
            double xHat = (x.at(i, j) - m) / deviation;
            dx.array()[i * columns + j] = (float) (gamma / deviation * (dy.at(i, j) - dB / R - xHat * dG / R));
        }
        mean.array()[j] = (float) m;
        variance.array()[j] = (float) (squares / R);
        dGamma.array()[j] = (float) dG;
        dBeta.array()[j] = (float) dB;
    }
}
