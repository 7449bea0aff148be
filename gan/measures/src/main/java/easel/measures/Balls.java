package easel.measures;

/**
 * The neighbourhoods of {@link PrecisionRecall}: around each example of a set, a ball whose radius is the distance to
 * its k-th nearest other example of the set.
 *
 * @param k rank of the neighbour that sets the radius, at least 1
 * @param closed whether a point at exactly the radius is inside
 */
public record Balls(int k, boolean closed) {
    /**
     * Balls of this rank.
     *
     * @param k at least 1
     * @param closed whether a point at exactly the radius is inside
     * @throws IllegalArgumentException if k is below 1
     */
    public Balls {
        if (k < 1) {
            throw new IllegalArgumentException("balls up to neighbour k = " + k + "; expected at least 1");
        }
    }

    /**
     * Balls without their surface: a point is inside if distance &lt; radius. {@code open(5)} is the convention of
     * Naeem and others, Reliable fidelity and diversity metrics for generative models, 2020, and their code (prdc).
     *
     * @param k at least 1
     * @return the balls
     */
    public static Balls open(int k) {
        return new Balls(k, false);
    }

    /**
     * Balls with their surface: a point is inside if distance ≤ radius. {@code closed(3)} is the convention of
     * Kynkäänniemi and others, Improved precision and recall metric for assessing generative models, 2019, and of
     * torch-fidelity.
     *
     * @param k at least 1
     * @return the balls
     */
    public static Balls closed(int k) {
        return new Balls(k, true);
    }

    boolean contains(double squaredDistance, double squaredRadius) {
        return squaredDistance < squaredRadius || closed && squaredDistance == squaredRadius;
    }
}
