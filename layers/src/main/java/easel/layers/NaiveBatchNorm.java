package easel.layers;

/**
 * Batch normalisation in training mode for one feature with R values, as in Ioffe and Szegedy, Batch Normalization,
 * 2015, algorithm 1 and its gradients: the textbook form of {@link BatchNorm} and the reference for its tests.
 */
final class NaiveBatchNorm {
    double mean, variance, dGamma, dBeta;
    private double gamma, deviation;
    private double[] xHat;

    /** y = γ·x̂ + β with x̂ = (x - mean) / √(variance + ε). */
    double[] forward(double[] x, double gamma, double beta, double epsilon) {
        int R = x.length;
        double[] y = new double[R];
        this.gamma = gamma;
        xHat = new double[R];
        for (int i = 0; i < R; i++) {
            mean += x[i] / R;
        }
        for (int i = 0; i < R; i++) {
            variance += (x[i] - mean) * (x[i] - mean) / R;
        }
        deviation = Math.sqrt(variance + epsilon);
        for (int i = 0; i < R; i++) {
            xHat[i] = (x[i] - mean) / deviation;
            y[i] = gamma * xHat[i] + beta;
        }
        return y;
    }

    /** dγ = Σ dy·x̂, dβ = Σ dy, and the result dx = γ/√(variance + ε) · (dy - dβ/R - x̂·dγ/R). */
    double[] backward(double[] dy) {
        int R = dy.length;
        double[] dx = new double[R];
        for (int i = 0; i < R; i++) {
            dGamma += dy[i] * xHat[i];
            dBeta += dy[i];
        }
        for (int i = 0; i < R; i++) {
            dx[i] = gamma / deviation * (dy[i] - dBeta / R - xHat[i] * dGamma / R);
        }
        return dx;
    }
}
