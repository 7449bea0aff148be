package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;

/**
 * Interpolations between two latent points. The first and last row equal the two points exactly. If the generated
 * images change smoothly along such a path, this is evidence that the generator has not memorised its training
 * examples.
 */
public final class LatentWalk {
    /** Points with Ω closer to π than this, in radians, are refused: rounding would decide which circle is used. */
    private static final double MIN_DISTANCE_FROM_PI = 1e-5;

    private LatentWalk() {}

    /**
     * Linear interpolation: (1 - t)·from + t·to. Between two samples of a normal distribution of many dimensions the
     * path crosses a region of low probability: the samples are nearly orthogonal and of nearly equal length, so the
     * midpoint is shorter by the factor √2.
     *
     * @param from the first point, d numbers of any shape. Not modified
     * @param to the last point, d numbers. Not modified
     * @param points number of points, at least 2
     * @return (points, d), equally spaced
     * @throws IllegalArgumentException if there are fewer than 2 points or the sizes differ
     */
    public static Tensor linear(Tensor from, Tensor to, int points) {
        Tensor walk = empty(from, to, points);
        for (int i = 0; i < points; i++) {
            double t = i / (points - 1.0);
            put(walk, i, 1 - t, from, t, to);
        }
        return walk;
    }

    /**
     * Spherical linear interpolation. The direction follows a great circle at a constant rate, with weights
     * sin((1 - t)·Ω)/sin Ω and sin(t·Ω)/sin Ω, where Ω is the angle between the points; the length changes linearly.
     * Between points of equal length, all points have that length. This suits samples of a normal distribution,
     * whose length is near √d.
     *
     * <p>Shoemake, Animating Rotation with Quaternion Curves, SIGGRAPH 1985; White, Sampling Generative Networks, 2016.
     *
     * @param from the first point, d numbers of any shape. Not modified
     * @param to the last point, d numbers. Not modified
     * @param points number of points, at least 2
     * @return (points, d), at equal angles
     * @throws IllegalArgumentException if there are fewer than 2 points; the sizes differ; one point is the origin,
     *     which has no direction; or the two points have opposite directions, so that the great circle is not unique
     */
    public static Tensor spherical(Tensor from, Tensor to, int points) {
        Tensor walk = empty(from, to, points);
        double a = length(from);
        double b = length(to);
        if (a == 0 || b == 0) {
            throw new IllegalArgumentException("the origin has no direction, so there is no great circle to or from it;"
                    + " interpolate linearly");
        }
        double omega = angle(from, a, to, b);
        if (Math.PI - omega < MIN_DISTANCE_FROM_PI) {
            throw new IllegalArgumentException("opposite directions: the great circle between the points is not unique;"
                    + " interpolate by way of a third point, or linearly");
        }
        for (int i = 0; i < points; i++) {
            double t = i / (points - 1.0);
            double length = (1 - t) * a + t * b;
            put(walk, i, weight(1 - t, omega) * length / a, from, weight(t, omega) * length / b, to);
        }
        return walk;
    }

    /** Returns sin(t·Ω)/sin Ω, or its limit t if Ω is 0. */
    private static double weight(double t, double omega) {
        return omega == 0 ? t : StrictMath.sin(t * omega) / StrictMath.sin(omega);
    }

    /** Ω, from the sum and the difference of the unit vectors, because arc cosine is inexact for small angles. */
    private static double angle(Tensor from, double a, Tensor to, double b) {
        double sums = 0;
        double differences = 0;
        for (int i = 0; i < from.size(); i++) {
            double u = from.array()[i] / a;
            double v = to.array()[i] / b;
            sums += (u + v) * (u + v);
            differences += (u - v) * (u - v);
        }
        return 2 * StrictMath.atan2(Math.sqrt(differences), Math.sqrt(sums));
    }

    private static double length(Tensor z) {
        double squares = 0;
        for (float x : z.array()) {
            squares += (double) x * x;
        }
        return Math.sqrt(squares);
    }

    private static Tensor empty(Tensor from, Tensor to, int points) {
        if (points < 2) {
            throw new IllegalArgumentException("a latent walk has at least 2 points, first and last; found " + points);
        }
        if (from.size() != to.size()) {
            throw new IllegalArgumentException("cannot interpolate between " + from.shape() + " and " + to.shape()
                    + ": both points must have the same size");
        }
        return Tensor.zeros(Shape.of(points, from.size()));
    }

    /** Sets row i to p·from + q·to. */
    private static void put(Tensor walk, int i, double p, Tensor from, double q, Tensor to) {
        for (int k = 0; k < from.size(); k++) {
            walk.array()[i * from.size() + k] = (float) (p * from.array()[k] + q * to.array()[k]);
        }
    }
}
