package easel.measures;

/** Kullback-Leibler divergence and entropy of discrete distributions, in nats. */
final class Divergences {
    private Divergences() {}

    /** Σ p·ln(p/q), from 0 to infinity; a term with p = 0 is 0. */
    static double kl(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += term(p[i], q[i]);
        }
        return sum;
    }

    /** The term p·ln(p/q) of a divergence, 0 for p = 0. */
    static double term(double p, double q) {
        return p == 0 ? 0 : p * StrictMath.log(p / q);
    }

    /** -Σ p·ln p. */
    static double entropy(double[] p) {
        double sum = 0;
        for (double share : p) {
            sum -= term(share, 1);
        }
        return sum;
    }
}
