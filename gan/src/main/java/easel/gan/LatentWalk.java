package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;

/**
 * Interpolations between two latent points, ends included exactly. Smooth changes of the generated images along such a
 * path are evidence that the generator has not memorised its training examples.
 */
public final class LatentWalk {
    /** Angular distance from opposite points, in radians, below which rounding would choose the great circle. */
    private static final double LEAST_BEND = 1e-5;

    private LatentWalk() {}

    /**
     * Linear interpolation: (1 - t)·from + t·to. Between normal points it crosses a region of low probability: two
     * normal points are nearly orthogonal and nearly equal in length, and their midpoint is shorter by √2.
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
     * Points of equal length keep that length, which suits normal points, whose length is near √d.
     *
     * <p>Shoemake, Animating Rotation with Quaternion Curves, SIGGRAPH 1985; White, Sampling Generative Networks, 2016.
     *
     * @param from the first point, d numbers of any shape. Not modified
     * @param to the last point, d numbers. Not modified
     * @param points number of points, at least 2
     * @return (points, d), at equal angles
     * @throws IllegalArgumentException if there are fewer than 2 points, the sizes differ, one of the two is the
     *     origin, which has no direction, or they are opposite, so that the great circle is not unique
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
        if (Math.PI - omega < LEAST_BEND) {
            throw new IllegalArgumentException("opposite points: the great circle between them is not unique;"
                    + " interpolate by way of a third point, or linearly");
        }
        for (int i = 0; i < points; i++) {
            double t = i / (points - 1.0);
            double length = (1 - t) * a + t * b;
            put(walk, i, weight(1 - t, omega) * length / a, from, weight(t, omega) * length / b, to);
        }
        return walk;
    }

    /** sin(t·Ω)/sin Ω, and its limit t for equal directions. */
    private static double weight(double t, double omega) {
        return omega == 0 ? t : StrictMath.sin(t * omega) / StrictMath.sin(omega);
    }

    /** From the sum and the difference of the directions, because an arc cosine is inexact for small angles. */
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
            throw new IllegalArgumentException("a latent walk has at least 2 points, its ends; found " + points);
        }
        if (from.size() != to.size()) {
            throw new IllegalArgumentException("cannot interpolate between " + from.shape() + " and " + to.shape()
                    + ": the points must be of one latent space");
        }
        return Tensor.zeros(Shape.of(points, from.size()));
    }

    /** Row i = p·from + q·to. */
    private static void put(Tensor walk, int i, double p, Tensor from, double q, Tensor to) {
        for (int k = 0; k < from.size(); k++) {
            walk.array()[i * from.size() + k] = (float) (p * from.array()[k] + q * to.array()[k]);
        }
    }
}
