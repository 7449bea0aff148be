package easel.measures;

import easel.core.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Fidelity and diversity of generated examples, from balls around N real and M generated examples. B(x) is the ball of
 * x, see {@link Balls}.
 *
 * <pre>
 * precision = share of generated y inside any B(real)                 fidelity, sensitive to real outliers
 * recall    = share of real x inside any B(generated)                 diversity
 * density   = 1/(k·M) · Σ over generated y of #{real x : y in B(x)}   fidelity, robust to outliers; may exceed 1
 * coverage  = share of real x whose B(x) contains a generated y       diversity
 * </pre>
 *
 * <p>High values are good. For equal distributions density is 1 on average, and coverage is {@link #expectedCoverage}.
 * If all examples of both sets are equal, all radii are 0, and open balls give 0 for all four values, closed balls 1
 * (density N/k).
 *
 * <p>Sources: precision and recall: Kynkäänniemi and others, 2019. Density and coverage: Naeem and others, 2020,
 * section 3, and their code, prdc/prdc.py. The test values were computed by that code.
 *
 * @param precision in [0, 1]
 * @param recall in [0, 1]
 * @param density at least 0
 * @param coverage in [0, 1]
 * @param balls the convention
 */
public record PrecisionRecall(double precision, double recall, double density, double coverage, Balls balls) {
    /**
     * Four values and their convention.
     *
     * @param precision in [0, 1]
     * @param recall in [0, 1]
     * @param density at least 0
     * @param coverage in [0, 1]
     * @param balls the convention
     */
    public PrecisionRecall {
        Objects.requireNonNull(balls, "balls");
    }

    /**
     * Compares by the convention of prdc, {@code Balls.open(5)}.
     *
     * @param real features (N, d), N at least 6. Not modified
     * @param generated features (M, d), M at least 6. Not modified
     * @return the four values
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or too few examples
     */
    public static PrecisionRecall between(Tensor real, Tensor generated) {
        return between(real, generated, Balls.open(5));
    }

    /**
     * Compares by another convention. {@code Balls.closed(3)} gives the improved precision and recall.
     *
     * @param real features (N, d), N above k. Not modified
     * @param generated features (M, d), M above k. Not modified
     * @param balls the convention
     * @return the four values
     * @throws IllegalArgumentException for features of other shapes or that are not finite, or too few examples
     */
    public static PrecisionRecall between(Tensor real, Tensor generated, Balls balls) {
        return between(Points.of(real, "real"), Points.of(generated, "generated"), balls);
    }

    static PrecisionRecall between(Points real, Points generated, Balls balls) {
        real.requireSameColumns(generated);
        return between(real, generated, NearestNeighbours.within(real, balls.k()),
                NearestNeighbours.within(generated, balls.k()), List.of(balls)).get(0);
    }

    /**
     * Compares one of many generated sets with real examples whose neighbours are computed once.
     *
     * @param real features (N, d), N above k. Not modified
     * @param withinReal {@link NearestNeighbours#within} of {@code real}, with at least {@code balls.k()} neighbours
     * @param generated features (M, d), M above k. Not modified
     * @param balls the convention
     * @return the four values, with the bits of {@link #between(Tensor, Tensor, Balls)}
     * @throws IllegalArgumentException for features of other shapes or that are not finite, too few examples, or
     *     neighbours of another number of examples or of a lower rank
     */
    public static PrecisionRecall between(Tensor real, NearestNeighbours withinReal, Tensor generated, Balls balls) {
        Objects.requireNonNull(generated, "generated");
        if (withinReal.queries() != real.shape().axis(0) || withinReal.k() < balls.k()) {
            throw new IllegalArgumentException(withinReal.k() + " neighbours of each of " + withinReal.queries()
                    + " examples; expected at least " + balls.k() + " of each of " + real.shape().axis(0)
                    + ". Use NearestNeighbours.within(real, k)");
        }
        Points made = Points.of(generated, "generated");
        return between(Points.of(real, "real"), made, withinReal, NearestNeighbours.within(made, balls.k()),
                List.of(balls)).get(0);
    }

    /** By several conventions; the neighbours within each set have at least the rank of all of them. */
    static List<PrecisionRecall> between(Points real, Points generated, NearestNeighbours withinReal,
            NearestNeighbours withinGenerated, List<Balls> conventions) {
        Counts[] all = conventions.stream().map(balls -> new Counts(balls,
                withinReal.squaredDistances(balls.k() - 1), withinGenerated.squaredDistances(balls.k() - 1)))
                .toArray(Counts[]::new);
        Pairs.squaredDistances(real, generated, (x, first, count, squares) -> {
            for (Counts counts : all) {
                counts.add(x, first, count, squares);
            }
        });
        return Stream.of(all).map(Counts::result).toList();
    }

    /** Counts by one convention. */
    private static final class Counts {
        private final Balls balls;
        private final double[] realRadii;
        private final double[] generatedRadii;
        private final AtomicIntegerArray holding;   // real balls that contain a generated example
        private final boolean[] recalled;
        private final boolean[] covered;

        Counts(Balls balls, double[] realRadii, double[] generatedRadii) {
            this.balls = balls;
            this.realRadii = realRadii;
            this.generatedRadii = generatedRadii;
            this.holding = new AtomicIntegerArray(generatedRadii.length);
            this.recalled = new boolean[realRadii.length];
            this.covered = new boolean[realRadii.length];
        }

        /** One thread at a time has the real example x; several threads may count balls of a generated one. */
        void add(int x, int first, int count, double[] squares) {
            for (int p = 0; p < count; p++) {
                if (balls.contains(squares[p], generatedRadii[first + p])) {
                    recalled[x] = true;
                }
                if (balls.contains(squares[p], realRadii[x])) {
                    covered[x] = true;
                    holding.incrementAndGet(first + p);
                }
            }
        }

        PrecisionRecall result() {
            int generated = holding.length();
            double pairs = IntStream.range(0, generated).mapToLong(holding::get).sum();
            return new PrecisionRecall((double) IntStream.range(0, generated).filter(y -> holding.get(y) > 0).count()
                    / generated, share(recalled), pairs / balls.k() / generated, share(covered), balls);
        }
    }

    private static double share(boolean[] flags) {
        return (double) IntStream.range(0, flags.length).filter(i -> flags[i]).count() / flags.length;
    }

    /**
     * The coverage that generated examples of exactly the real distribution have on average:
     * 1 - (N-1)···(N-k) / ((N+M-1)···(N+M-k)), for any continuous distribution (Naeem and others, 2020, section 3).
     *
     * @param real number N of real examples, above k
     * @param generated number M of generated examples, at least 1
     * @param k rank of the neighbour that sets the radius, at least 1
     * @return in (0, 1)
     * @throws IllegalArgumentException for other numbers
     */
    public static double expectedCoverage(int real, int generated, int k) {
        if (k < 1 || real <= k || generated < 1) {
            throw new IllegalArgumentException("coverage of " + real + " real by " + generated + " generated examples"
                    + " with k = " + k + "; expected k at least 1, more than k real examples and a generated one");
        }
        double missed = 1;
        for (int j = 1; j <= k; j++) {
            missed *= (double) (real - j) / ((double) real + generated - j);
        }
        return 1 - missed;
    }
}
