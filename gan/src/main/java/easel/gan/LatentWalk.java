package easel.gan;

import easel.core.Shape;
import easel.core.Tensor;

/**
 * Points on the way from one latent point to another, both included. The first and the last are exactly those given.
 * Images of such points that change smoothly say that a generator has not merely learned examples by heart.
 */
public final class LatentWalk {
    /** Closer to opposite than this, in radians, rounding alone would choose among the great circles. */
    private static final double LEAST_BEND = 1e-5;

    private LatentWalk() {}

    /**
     * The straight way: (1 - t)·from + t·to. Between normal points it leads through a region that normal points hardly
     * ever come from: halfway between two of equal length, and at a right angle as they nearly are, it is shorter by
     * √2.
     *
     * @param from where to start, d numbers of any shape. Not modified
     * @param to where to end, d numbers. Not modified
     * @param points how many, at least 2
     * @return (points, d), at equal distances
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
     * The way along a great circle: the direction turns at a constant rate by sin((1 - t)·Ω)/sin Ω and sin(t·Ω)/sin Ω,
     * Ω the angle between the points, and the length changes linearly. Between points of one length it keeps that
     * length, as fits normal ones, whose length is always near √d.
     *
     * <p>Shoemake, Animating Rotation with Quaternion Curves, SIGGRAPH 1985; White, Sampling Generative Networks, 2016.
     *
     * @param from where to start, d numbers of any shape. Not modified
     * @param to where to end, d numbers. Not modified
     * @param points how many, at least 2
     * @return (points, d), at equal angles
     * @throws IllegalArgumentException if there are fewer than 2 points, the sizes differ, one of the two is the
     *     origin, which has no direction, or they are opposite, so that no great circle is shorter than the others
     */
    public static Tensor spherical(Tensor from, Tensor to, int points) {
        Tensor walk = empty(from, to, points);
        double a = length(from);
        double b = length(to);
        if (a == 0 || b == 0) {
            throw new IllegalArgumentException("the origin has no direction, so there is no great circle to or from it;"
                    + " walk linearly");
        }
        double omega = angle(from, a, to, b);
        if (Math.PI - omega < LEAST_BEND) {
            throw new IllegalArgumentException("opposite points: every great circle between them is as short as the"
                    + " others; walk by way of a third point, or linearly");
        }
        for (int i = 0; i < points; i++) {
            double t = i / (points - 1.0);
            double length = (1 - t) * a + t * b;
            put(walk, i, turned(1 - t, omega) * length / a, from, turned(t, omega) * length / b, to);
        }
        return walk;
    }

    /** sin(t·Ω)/sin Ω, and its limit where the directions are one. */
    private static double turned(double t, double omega) {
        return omega == 0 ? t : StrictMath.sin(t * omega) / StrictMath.sin(omega);
    }

    /** From both the sum and the difference of the directions: an arc cosine would lose small angles. */
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
            throw new IllegalArgumentException("a walk has at least 2 points, its ends; found " + points);
        }
        if (from.size() != to.size()) {
            throw new IllegalArgumentException("no way from " + from.shape() + " to " + to.shape()
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
