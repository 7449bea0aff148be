package easel.core.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/**
 * Statistical tests of {@link RandomStream} with fixed seeds. At a significance level of 0.001, a perfect generator
 * fails each test for one seed in a thousand.
 */
class RandomStatisticsTest {
    private static final double LEVEL = 0.001;
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
    private static final RealDistribution UNIFORM = new UniformRealDistribution(null, 0, 1);

    @Test
    void firstDrawsOfSuccessiveStepsNamesAndSeedsAreUniform() {
        RandomStream root = RandomStream.of(11);
        assertFits(UNIFORM, IntStream.range(0, 20_000).mapToDouble(i -> root.at(i).nextDouble()));
        assertFits(UNIFORM, IntStream.range(0, 20_000).mapToDouble(i -> root.stream("n" + i).nextDouble()));
        assertFits(UNIFORM, IntStream.range(0, 20_000).mapToDouble(i -> RandomStream.of(i).nextDouble()));
    }

    @Test
    void neighbouringStreamsDoNotCorrelate() {
        RandomStream root = RandomStream.of(12);
        for (int i = 0; i < 8; i++) {
            assertUncorrelated(root.at(i), root.at(i + 1));
            assertUncorrelated(root.stream("layer." + i), root.stream("layer." + (i + 1)));
            assertUncorrelated(RandomStream.of(i), RandomStream.of(i + 1));
            assertUncorrelated(root, root.at(i));
            RandomStream later = RandomStream.of(i);
            later.nextInt();
            assertUncorrelated(RandomStream.of(i), later);
        }
    }

    /** The tolerance is five standard deviations: about one failure in a million pairs. */
    private static void assertUncorrelated(RandomStream a, RandomStream b) {
        int n = 10_000;
        double[] x = DoubleStream.generate(a::nextGaussian).limit(n).toArray();
        double[] y = DoubleStream.generate(b::nextGaussian).limit(n).toArray();
        assertEquals(0, new PearsonsCorrelation().correlation(x, y), 5 / Math.sqrt(n));
    }

    @Test
    void uniformsAreUniform() {
        RandomStream random = RandomStream.of(21);
        float[] filled = new float[50_000];
        random.fillUniform(filled, 0, 1);
        assertFits(UNIFORM, numbers(filled));
        assertFits(UNIFORM, draws(random::nextDouble));
        assertFits(UNIFORM, draws(random::nextFloat));
        random.fillUniform(filled, -3, 5);
        assertFits(new UniformRealDistribution(null, -3, 5), numbers(filled));
    }

    @Test
    void everyBitIsSetInHalfOfTheWords() {
        RandomStream random = RandomStream.of(22);
        int blocks = 50_000;
        int[] ones = new int[128];
        for (int i = 0; i < 4 * blocks; i++) {
            int word = random.nextInt();
            for (int bit = 0; bit < 32; bit++) {
                ones[32 * (i % 4) + bit] += (word >>> bit) & 1;
            }
        }
        for (int count : ones) {
            assertEquals(blocks / 2.0, count, 5 * Math.sqrt(blocks) / 2);
        }
    }

    @Test
    void pairsOfUniformsFillTheSquareEvenly() {
        RandomStream random = RandomStream.of(23);
        long[] cells = new long[256];
        for (int i = 0; i < 200_000; i++) {
            cells[16 * (int) (16 * random.nextFloat()) + (int) (16 * random.nextFloat())]++;
        }
        assertEven(cells);
    }

    @Test
    void normalsAreNormal() {
        RandomStream random = RandomStream.of(24);
        float[] filled = new float[50_000];
        random.fillNormal(filled, 0, 1);
        assertFits(NORMAL, numbers(filled));
        assertFits(NORMAL, draws(random::nextGaussian));
        random.fillNormal(filled, 2, 0.02f);
        assertFits(new NormalDistribution(null, 2, 0.02f), numbers(filled));
    }

    @Test
    void normalNumbersHaveTheMomentsOfTheNormalDistribution() {
        int n = 1_000_000;
        float[] filled = new float[n];
        RandomStream.of(25).fillNormal(filled, 0, 1);
        DescriptiveStatistics statistics = new DescriptiveStatistics();
        for (float z : filled) {
            statistics.addValue(z);
        }
        // Four standard errors of each: √(1/n), √(2/n), √(6/n), √(24/n).
        assertEquals(0, statistics.getMean(), 4 / Math.sqrt(n));
        assertEquals(1, statistics.getVariance(), 4 * Math.sqrt(2.0 / n));
        assertEquals(0, statistics.getSkewness(), 4 * Math.sqrt(6.0 / n));
        assertEquals(0, statistics.getKurtosis(), 4 * Math.sqrt(24.0 / n));
    }

    @Test
    void boundedIntsAreUniformAndBelowTheirBound() {
        RandomStream random = RandomStream.of(26);
        for (int bound : new int[] {2, 3, 7, 10, 64, 1000}) {
            long[] counts = new long[bound];
            for (int i = 0; i < 100_000; i++) {
                counts[random.nextInt(bound)]++;
            }
            assertEven(counts);
        }
        for (int bound : new int[] {1, Integer.MAX_VALUE, 1 << 30, 3 << 29}) {
            for (int i = 0; i < 10_000; i++) {
                int drawn = random.nextInt(bound);
                assertTrue(drawn >= 0 && drawn < bound, drawn + " below " + bound);
            }
        }
    }

    /** 2^32 is not a multiple of 3·2^29: without rejection, multiples of 3 would be drawn 3/2 times as often. */
    @Test
    void wideBoundsAreUnbiased() {
        RandomStream random = RandomStream.of(27);
        long[] residues = new long[3];
        for (int i = 0; i < 100_000; i++) {
            residues[random.nextInt(3 << 29) % 3]++;
        }
        assertEven(residues);
    }

    @Test
    void allPermutationsAreEquallyLikely() {
        RandomStream random = RandomStream.of(28);
        long[] orders = new long[256];
        for (int i = 0; i < 48_000; i++) {
            int[] p = random.permutation(4);
            orders[64 * p[0] + 16 * p[1] + 4 * p[2] + p[3]]++;
        }
        long[] possible = Arrays.stream(orders).filter(count -> count > 0).toArray();
        assertEquals(24, possible.length);
        assertEven(possible);
    }

    @Test
    void inheritedMethodsHaveTheRightDistributions() {
        RandomStream random = RandomStream.of(30);
        assertFits(new UniformRealDistribution(null, -2, 3), draws(() -> random.nextDouble(-2, 3)));
        assertFits(new NormalDistribution(null, 5, 2), draws(() -> random.nextGaussian(5, 2)));
        long[] counts = new long[6];
        random.ints(60_000, 4, 10).forEach(i -> counts[i - 4]++);
        assertEven(counts);
        long[] coin = new long[2];
        IntStream.range(0, 10_000).forEach(i -> coin[random.nextBoolean() ? 1 : 0]++);
        assertEven(coin);
        assertTrue(random.longs(1000, 0, 1L << 40).allMatch(i -> i >= 0 && i < 1L << 40));
    }

    private static DoubleStream numbers(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
    }

    private static DoubleStream draws(DoubleSupplier draw) {
        return DoubleStream.generate(draw).limit(50_000);
    }

    private static void assertFits(RealDistribution distribution, DoubleStream sample) {
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(distribution, sample.toArray());
        assertTrue(p > LEVEL, "Kolmogorov-Smirnov p = " + p);
    }

    private static void assertEven(long[] counts) {
        double[] expected = new double[counts.length];
        Arrays.fill(expected, Arrays.stream(counts).average().orElseThrow());
        double p = new ChiSquareTest().chiSquareTest(expected, counts);
        assertTrue(p > LEVEL, "chi-square p = " + p);
    }
}
