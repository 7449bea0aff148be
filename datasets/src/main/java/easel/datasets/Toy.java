package easel.datasets;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.function.Function;

/**
 * Toy distributions in the plane. A plot of generated points shows whether a generator covers all modes. Sine and
 * cosine come from StrictMath, so a seed gives the same bytes on every machine.
 */
@FunctionalInterface
public interface Toy {
    /**
     * Draws independent points.
     *
     * @param n number of points, at least 1
     * @param random the random stream of the draws. Modified
     * @return a fresh tensor (N, 2)
     * @throws IllegalArgumentException if n is below 1
     */
    Tensor sample(int n, RandomStream random);

    /**
     * A mixture of equally likely Gaussians. Their means are evenly spaced on a circle around the origin; the first is
     * at (radius, 0). The GAN literature usually uses 8 modes.
     *
     * @param modes number of Gaussians, at least 1
     * @param radius the circle's radius, above 0
     * @param stddev standard deviation of each Gaussian in x and in y, at least 0
     * @return the distribution
     * @throws IllegalArgumentException if a number is out of range
     */
    static Toy gaussianRing(int modes, float radius, float stddev) {
        check("modes", modes, modes >= 1, "at least 1");
        check("radius", radius, radius > 0 && Float.isFinite(radius), "a finite number above 0");
        return noisy(stddev, draws -> {
            double angle = 2 * Math.PI * draws.nextInt(modes) / modes;
            return new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
        });
    }

    /**
     * A mixture of equally likely Gaussians whose means are a square grid centred on the origin, usually 5 by 5.
     *
     * @param side number of Gaussians along each side of the grid, from 1 to 1000
     * @param spacing distance between neighbours, above 0
     * @param stddev standard deviation of each Gaussian in x and in y, at least 0
     * @return the distribution
     * @throws IllegalArgumentException if a number is out of range
     */
    static Toy gaussianGrid(int side, float spacing, float stddev) {
        check("side", side, side >= 1 && side <= 1000, "1 to 1000");
        check("spacing", spacing, spacing > 0 && Float.isFinite(spacing), "a finite number above 0");
        double middle = (side - 1) / 2.0;
        return noisy(stddev, draws -> {
            int mode = draws.nextInt(side * side);
            return new double[] {spacing * (mode % side - middle), spacing * (mode / side - middle)};
        });
    }

    /**
     * A spiral: {@code (t cos t, t sin t) / (4.5 pi)} plus noise, t uniform from 1.5 pi to 4.5 pi. Its outer end
     * is at distance 1 from the origin.
     *
     * @param stddev standard deviation of the noise in x and in y, at least 0
     * @return the distribution
     * @throws IllegalArgumentException if the number is out of range
     */
    static Toy swissRoll(float stddev) {
        return noisy(stddev, draws -> {
            double t = Math.PI * (1.5 + 3 * draws.nextDouble());
            double scale = t / (4.5 * Math.PI);
            return new double[] {scale * StrictMath.cos(t), scale * StrictMath.sin(t)};
        });
    }

    private static Toy noisy(float stddev, Function<RandomStream, double[]> centre) {
        check("stddev", stddev, stddev >= 0 && Float.isFinite(stddev), "a finite number of at least 0");
        return (n, random) -> {
            check("n", n, n >= 1, "at least 1");
            Tensor points = Tensor.zeros(Shape.of(n, 2));
            float[] xy = points.array();
            random.fillNormal(xy, 0, 1);
            for (int i = 0; i < n; i++) {
                double[] c = centre.apply(random);
                xy[2 * i] = (float) (c[0] + stddev * xy[2 * i]);
                xy[2 * i + 1] = (float) (c[1] + stddev * xy[2 * i + 1]);
            }
            return points;
        };
    }

    private static void check(String name, Number value, boolean valid, String expected) {
        if (!valid) {
            throw new IllegalArgumentException(name + " = " + value + ": expected " + expected);
        }
    }
}
