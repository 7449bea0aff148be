package easel.examples;

import easel.datasets.Toy;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The data of {@link Modes}: equally likely Gaussians in the plane. */
enum Mixture {
    /** Eight Gaussians with σ = 0.01 on the unit circle. */
    ring(Toy.gaussianRing(8, 1, 0.01f), 0.01, 1.5, IntStream.range(0, 8)
            .mapToObj(i -> new double[] {StrictMath.cos(Math.PI * i / 4), StrictMath.sin(Math.PI * i / 4)})),
    /** 5 x 5 Gaussians with σ = 0.05 and distance 2 between neighbours. */
    grid(Toy.gaussianGrid(5, 2, 0.05f), 0.05, 6, IntStream.range(0, 25)
            .mapToObj(i -> new double[] {2 * (i % 5) - 4, 2 * (i / 5) - 4}));

    final Toy examples;
    /** Standard deviation of each Gaussian in x and in y. */
    final double sigma;
    /** A picture shows -limit to limit in x and in y. */
    final double limit;
    /** The mean of each Gaussian, (K, 2). */
    final double[][] means;

    Mixture(Toy examples, double sigma, double limit, Stream<double[]> means) {
        this.examples = examples;
        this.sigma = sigma;
        this.limit = limit;
        this.means = means.toArray(double[][]::new);
    }
}
