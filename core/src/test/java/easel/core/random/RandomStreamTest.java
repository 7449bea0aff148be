package easel.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/**
 * Literal values were computed in Python with integers, and Gaussians with 40 digits. Statistical tests have fixed
 * seeds; a sound generator fails one at the level 0.001 once in a thousand seeds.
 */
class RandomStreamTest {
    /** CRC-32 of ten thousand floats, big-endian: uniform in [-1, 1), and normal with mean 0.5 and deviation 0.25. */
    private static final String UNIFORM_BITS = "b2a33b76";
    private static final String NORMAL_BITS = "35cdb791";
    private static final double LEVEL = 0.001;
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
    private static final RealDistribution UNIFORM = new UniformRealDistribution(null, 0, 1);

    @Test
    void philoxGivesThePublishedKnownAnswers() {
        assertKnown("6627e8d5 e169c58d bc57ac4c 9b00dbd8", 0, 0, 0);
        assertKnown("408f276d 41c83b0e a20bc7c6 6d5451fd", -1, -1, -1);
        assertKnown("d16cfe09 94fdcceb 5001e420 24126ea1",
                0x299f31d0a4093822L, 0x0370734413198a2eL, 0x85a308d3243f6a88L);
    }

    /** The run starts below the counter in question, so that the answer comes from the middle of a run as well. */
    private static void assertKnown(String expected, long key, long upper, long lower) {
        assertEquals(expected, hex(new Philox(1).words(key, upper, lower), 0));
        for (int i = 0; i < 67; i++) {
            assertEquals(expected, hex(new Philox(67).words(key, upper, lower - i), i), "block " + i + " of a run");
        }
    }

    private static String hex(int[] words, int block) {
        return String.format("%08x %08x %08x %08x",
                words[4 * block], words[4 * block + 1], words[4 * block + 2], words[4 * block + 3]);
    }

    @Test
    void philoxAgreesWithThePlainFormula() {
        RandomStream inputs = RandomStream.of(1);
        for (int trial = 0; trial < 500; trial++) {
            long key = inputs.nextLong();
            long upper = inputs.nextLong();
            // Half of the runs carry from the lower word of the counter into the next.
            long lower = trial % 2 == 0 ? inputs.nextLong() : inputs.nextLong() | 0xFFFFFFF0L;
            int[] words = new Philox(64).words(key, upper, lower);
            for (int i = 0; i < 64; i++) {
                assertArrayEquals(plain(key, upper, lower + i), Arrays.copyOfRange(words, 4 * i, 4 * i + 4));
            }
        }
    }

    private static int[] plain(long key, long upper, long lower) {
        int[] c = {(int) lower, (int) (lower >>> 32), (int) upper, (int) (upper >>> 32)};
        for (int round = 0; round < 10; round++) {
            int k0 = (int) key + round * 0x9E3779B9;
            int k1 = (int) (key >>> 32) + round * 0xBB67AE85;
            long a = 0xD2511F53L * Integer.toUnsignedLong(c[0]);
            long b = 0xCD9E8D57L * Integer.toUnsignedLong(c[2]);
            c = new int[] {(int) (b >>> 32) ^ c[1] ^ k0, (int) b, (int) (a >>> 32) ^ c[3] ^ k1, (int) a};
        }
        return c;
    }

    @Test
    void singleDrawsAreTheseNumbers() {
        RandomStream ints = RandomStream.of(2026);
        for (int expected : new int[] {0x6e5b28e3, 0x85b7be5b, 0xb3ceb6b8, 0x4be9bf2c, 0xfcfff50e, 0x594f0d6a}) {
            assertEquals(expected, ints.nextInt());
        }
        assertEquals(0x6e5b28e385b7be5bL, RandomStream.of(2026).nextLong());
        assertEquals(0.4310784869646501, RandomStream.of(2026).nextDouble());
        RandomStream floats = RandomStream.of(2026);
        assertEquals(0.4310784339904785f, floats.nextFloat());
        assertEquals(0.5223349332809448f, floats.nextFloat());
        assertEquals(0.7023729085922241f, floats.nextFloat());
    }

    @Test
    void gaussiansAreTheseNumbers() {
        RandomStream random = RandomStream.of(2026);
        for (double expected : new double[] {1.483871454575054, -2.007749579666493, -0.8331752426175549,
            0.8293098217142707, -0.029380411461026493, 1.031566987698824, 1.536449589821344}) {
            assertEquals(expected, random.nextGaussian(), 4e-15);
        }
    }

    @Test
    void boundedDrawsAndPermutationsAreTheseNumbers() {
        RandomStream random = RandomStream.of(2026);
        for (int expected : new int[] {4, 5, 7, 2, 9, 3, 4, 8, 6, 7, 9, 9}) {
            assertEquals(expected, random.nextInt(10));
        }
        // Three of the first seven words are rejected on the way to these four.
        RandomStream wide = RandomStream.of(2026);
        for (int expected : new int[] {477603760, 1591737317, 561882375, 705103584}) {
            assertEquals(expected, wide.nextInt(3 << 29));
        }
        assertTrue(wide.save().endsWith(":0000000000000007"), wide.save());
        assertArrayEquals(new int[] {0, 3, 6, 8, 1, 7, 2, 5, 9, 4}, RandomStream.of(2026).permutation(10));
    }

    @Test
    void derivedStreamsAreTheseNumbers() {
        assertEquals(0x11d962a081d9a5c7L, RandomStream.of(2026).stream("latent").nextLong());
        assertEquals(0xfe90168a7cbfcfffL, RandomStream.of(2026).stream("latent").at(3).nextLong());
        RandomStream accented = RandomStream.of(2026).at(3).stream("gr\u00f6\u00dfe");
        assertEquals("philox4x32-10:e7ac9478b2112081:66d6e19ae829b75b:0000000000000000", accented.save());
        assertEquals(0x840afc6f, accented.nextInt());
    }

    @Test
    void fillsHaveTheseBitsColdAndHot() {
        float[] to = new float[10_000];
        for (int i = 0; i < 100; i++) {
            RandomStream.of(2026).fillUniform(to, -1, 1);
            assertEquals(UNIFORM_BITS, bits(to), "uniform, fill " + i);
            RandomStream.of(2026).fillNormal(to, 0.5f, 0.25f);
            assertEquals(NORMAL_BITS, bits(to), "normal, fill " + i);
        }
    }

    private static String bits(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        bytes.asFloatBuffer().put(values);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    @Test
    void drawsElsewhereNeverDisturbAStream() {
        RandomStream quiet = RandomStream.of(7);
        long latent = quiet.stream("latent").at(5).nextLong();
        long own = quiet.nextLong();

        RandomStream busy = RandomStream.of(7);
        busy.stream("latent").fillNormal(new float[1000], 0, 1);
        busy.stream("labels").at(5).fillUniform(new float[77], 0, 1);
        busy.at(4).nextGaussian();
        assertEquals(own, busy.nextLong(), "deriving and drawing from children moves no parent");
        busy.fillUniform(new float[333], 0, 1);
        assertEquals(latent, busy.stream("latent").at(5).nextLong(), "a parent's position moves no child");
    }

    @Test
    void namesStepsAndTheirOrderGiveStreamsOfTheirOwn() {
        RandomStream root = RandomStream.of(0);
        Set<String> seen = new HashSet<>(List.of(root.save()));
        for (long seed : new long[] {1, -1, Long.MIN_VALUE, 1L << 32}) {
            assertTrue(seen.add(RandomStream.of(seed).save()));
        }
        for (String name : List.of("", "a", "b", "ab", "ba", "Aa", "BB", "AaAa", "AaBB", "BBBB", "0",
                "\u00e4", "\0")) {
            assertTrue(seen.add(root.stream(name).save()), name);
            assertTrue(seen.add(root.stream(name).at(0).save()), name + " at 0");
            assertTrue(seen.add(root.at(0).stream(name).save()), name + " below 0");
            assertTrue(seen.add(root.stream(name).stream("a").save()), name + " then a");
        }
        for (long step : new long[] {0, 1, 2, 1L << 32, 1L << 33, (1L << 62) - 1}) {
            assertTrue(seen.add(root.at(step).save()), "step " + step);
            assertTrue(seen.add(root.at(step).at(step).save()), "step " + step + " twice");
        }
        assertEquals(root.stream("x").at(9).save(), RandomStream.of(0).stream("x").at(9).save());
    }

    @Test
    void manyNamesAndStepsNeverMeet() {
        Set<Long> first = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            first.add(RandomStream.of(3).stream("layer." + i).nextLong());
            first.add(RandomStream.of(3).at(i).nextLong());
        }
        assertEquals(100_000, first.size());
    }

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

    /** Five standard deviations: one failure in a million pairs. */
    private static void assertUncorrelated(RandomStream a, RandomStream b) {
        int n = 10_000;
        double[] x = DoubleStream.generate(a::nextGaussian).limit(n).toArray();
        double[] y = DoubleStream.generate(b::nextGaussian).limit(n).toArray();
        assertEquals(0, new PearsonsCorrelation().correlation(x, y), 5 / Math.sqrt(n));
    }

    @Test
    void stepsOutsideTheCounterAreRefused() {
        for (long step : new long[] {-1, Long.MIN_VALUE, 1L << 62, Long.MAX_VALUE}) {
            assertRefused("step " + step + ": steps count from 0 to 2^62 - 1", () -> RandomStream.of(0).at(step));
        }
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
    void everyBitOfEveryWordOfABlockIsFair() {
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
    void normalMomentsAreTheirOwn() {
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

    /** 2^32 words do not divide among 3·2^29 numbers: without rejection, multiples of 3 come 3/2 times as often. */
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
    void permutationsComeInEveryOrderEquallyOften() {
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
    void shufflingKeepsTheNumbers() {
        RandomStream random = RandomStream.of(29);
        for (int n : new int[] {0, 1, 2, 1000}) {
            int[] sorted = random.permutation(n);
            Arrays.sort(sorted);
            assertArrayEquals(IntStream.range(0, n).toArray(), sorted);
        }
        int[] indices = {5, 5, -1, 9};
        random.shuffle(indices);
        Arrays.sort(indices);
        assertArrayEquals(new int[] {-1, 5, 5, 9}, indices);
        assertRefused("a permutation of -1 numbers: expected at least 0", () -> random.permutation(-1));
    }

    @Test
    void theOtherDrawsOfTheInterfaceWork() {
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

    @Test
    void quantilesAreAccurateInTheCentreAndBothTails() {
        for (long word = Integer.MIN_VALUE; word <= Integer.MAX_VALUE; word += 40_009) {
            assertQuantile((int) word);
        }
        for (int i = 0; i < 1000; i++) {
            assertQuantile(Integer.MIN_VALUE + i);
            assertQuantile(Integer.MAX_VALUE - i);
            assertQuantile(i - 500);
            // Where the formulas meet, at |q| = 0.425.
            assertQuantile(1_825_361_100 - 500 + i);
            assertQuantile(-1_825_361_100 - 500 + i);
        }
        assertEquals(6.3379577545537895, NormalQuantile.of(Integer.MAX_VALUE), 1e-14);
        assertEquals(2.918099372916623e-10, NormalQuantile.of(0), 1e-24);
    }

    private static void assertQuantile(int word) {
        double p = (word + 0x1p31 + 0.5) * 0x1p-32;
        double expected = NORMAL.inverseCumulativeProbability(p);
        double found = NormalQuantile.of(word);
        assertEquals(expected, found, 2e-15 * Math.abs(expected), () -> "word " + word);
        assertEquals(-found, NormalQuantile.of(~word), () -> "odd at " + word);
    }

    @Test
    void fillsAndSingleDrawsTakeTheSameWords() {
        for (int length = 0; length < 600; length += 1 + length / 16) {
            RandomStream bulk = RandomStream.of(31);
            RandomStream single = RandomStream.of(31);
            for (int repeat = 0; repeat < 3; repeat++) {
                float[] uniform = new float[length];
                float[] normal = new float[length];
                bulk.fillUniform(uniform, 0, 1);
                bulk.fillNormal(normal, 3, 0.5f);
                for (float u : uniform) {
                    assertEquals(single.nextFloat(), u);
                }
                for (float z : normal) {
                    assertEquals((float) (3 + 0.5 * single.nextGaussian()), z);
                }
                assertEquals(single.nextInt(), bulk.nextInt());
            }
        }
    }

    @Test
    void partialFillsTouchTheirPartAlone() {
        float[] whole = new float[40];
        RandomStream.of(32).fillUniform(whole, -1, 1);
        float[] part = new float[100];
        RandomStream.of(32).fillUniform(part, 30, 70, -1, 1);
        assertArrayEquals(whole, Arrays.copyOfRange(part, 30, 70));
        RandomStream.of(32).fillNormal(whole, 0, 1);
        RandomStream.of(32).fillNormal(part, 30, 70, 0, 1);
        assertArrayEquals(whole, Arrays.copyOfRange(part, 30, 70));
        Arrays.fill(part, 30, 70, 0);
        assertArrayEquals(new float[100], part);
        assertThrows(IndexOutOfBoundsException.class, () -> RandomStream.of(32).fillUniform(part, 30, 101, 0, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> RandomStream.of(32).fillNormal(part, -1, 5, 0, 1));
    }

    @Test
    void uniformsStayBelowHighAlsoAfterRounding() {
        float[][] ranges = {{0, 1}, {-1, 1}, {1, 1 + 2 * Math.ulp(1f)}, {1, Math.nextUp(1f)}, {0, Float.MIN_VALUE},
            {-Float.MIN_VALUE, 0}, {1e8f, 1e8f + 16}, {-Float.MAX_VALUE, Float.MAX_VALUE}, {-1e-30f, 1e30f}};
        float[] to = new float[20_000];
        for (float[] range : ranges) {
            RandomStream.of(33).fillUniform(to, range[0], range[1]);
            for (float u : to) {
                assertTrue(u >= range[0] && u < range[1], () -> u + " in " + Arrays.toString(range));
            }
        }
        // Rounding reaches high in a quarter of these; they count as the number below it.
        RandomStream.of(33).fillUniform(to, 1, 1 + 2 * Math.ulp(1f));
        Set<Float> drawn = new HashSet<>();
        for (float u : to) {
            drawn.add(u);
        }
        assertEquals(Set.of(1f, Math.nextUp(1f)), drawn);
    }

    @Test
    void aStandardDeviationOfZeroGivesTheMean() {
        float[] to = new float[300];
        RandomStream.of(34).fillNormal(to, 1.5f, 0);
        for (float z : to) {
            assertEquals(1.5f, z);
        }
    }

    @Test
    void impossibleArgumentsAreRefusedAndDrawNothing() {
        RandomStream random = RandomStream.of(35);
        float[] to = new float[3];
        assertRefused("uniform from 1.0 to 1.0: expected finite low < high", () -> random.fillUniform(to, 1, 1));
        assertRefused("uniform from 2.0 to -1.0: expected finite low < high", () -> random.fillUniform(to, 2, -1));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertRefused("expected finite low < high", () -> random.fillUniform(to, bad, 1));
            assertRefused("expected finite low < high", () -> random.fillUniform(to, 0, bad));
            assertRefused("expected finite numbers", () -> random.fillNormal(to, bad, 1));
            assertRefused("expected finite numbers", () -> random.fillNormal(to, 0, bad));
        }
        assertRefused("normal with mean 0.0 and standard deviation -1.0", () -> random.fillNormal(to, 0, -1));
        assertRefused("bound 0: expected at least 1", () -> random.nextInt(0));
        assertRefused("bound -5: expected at least 1", () -> random.nextInt(-5));
        assertArrayEquals(new float[3], to);
        assertEquals(RandomStream.of(35).save(), random.save());
    }

    private static void assertRefused(String message, Runnable call) {
        String found = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(found.contains(message), found);
    }

    @Test
    void aRestoredStreamContinuesFromEveryPosition() {
        RandomStream random = RandomStream.of(36).stream("latent").at(8);
        RandomStream twin = RandomStream.of(36).stream("latent").at(8);
        int[] words = twin.ints(1200).toArray();
        for (int i = 0; i < 600; i++) {
            RandomStream restored = RandomStream.restore(random.save());
            assertEquals(random.save(), restored.save());
            assertArrayEquals(Arrays.copyOfRange(words, i, i + 300), restored.ints(300).toArray(), "at " + i);
            random.nextInt();
        }
    }

    @Test
    void aRestoredStreamContinuesAfterFillsOfAnyLength() {
        float[] expected = new float[100];
        float[] found = new float[100];
        for (int length = 0; length < 600; length += 7) {
            RandomStream random = RandomStream.of(37);
            random.fillNormal(new float[length], 0, 1);
            RandomStream restored = RandomStream.restore(random.save());
            random.fillNormal(expected, 0, 1);
            restored.fillNormal(found, 0, 1);
            assertArrayEquals(expected, found);
            assertEquals(random.nextGaussian(), restored.nextGaussian());
            assertEquals(random.stream("a").nextLong(), restored.stream("a").nextLong());
        }
    }

    @Test
    void aStreamMayBeFarAlong() {
        for (String position : List.of("00000003fffffffe", "7ffffffffffffffe", "fffffffffffffffc")) {
            RandomStream random = RandomStream.restore("philox4x32-10:0000000000000005:0000000000000000:" + position);
            long at = Long.parseUnsignedLong(position, 16);
            for (int i = 0; i < 8; i++) {
                assertEquals(plain(5, 0, (at + i) >>> 2)[(int) (at + i) & 3], random.nextInt(), position + " + " + i);
            }
        }
    }

    @Test
    void malformedPositionsAreRefused() {
        String good = RandomStream.of(38).save();
        assertEquals("philox4x32-10:0000000000000026:0000000000000000:0000000000000000", good);
        for (String bad : List.of("", "philox4x32-10", good + "0", good + "\n", " " + good, good.substring(1),
                good.replace("26", "2"), good.replace("26", "2G"), good.replace("26", "2\u0666"),
                good.replace("26", "AB"), good.replace("x32-10", "x32-7"), good.replaceFirst(":", ";"),
                good.replaceFirst(":0", ":-"), good.replaceFirst(":0", ":+"))) {
            assertRefused("expected what save() writes", () -> RandomStream.restore(bad));
        }
        assertThrows(NullPointerException.class, () -> RandomStream.restore(null));
    }

    /** Parallel chunks have 2,048 numbers, runs of words 256. */
    @Test
    void longFillsAreTheSingleDraws() {
        for (int before : new int[] {0, 1, 6, 255}) {
            RandomStream filled = RandomStream.of(3);
            RandomStream single = RandomStream.of(3);
            for (int i = 0; i < before; i++) {
                assertEquals(single.nextInt(), filled.nextInt());
            }
            float[] uniform = new float[4099];
            filled.fillUniform(uniform, 0, 1);
            for (int i = 0; i < uniform.length; i++) {
                assertEquals(single.nextFloat(), uniform[i], "number " + i + " after " + before);
            }
            float[] normal = new float[6200];
            filled.fillNormal(normal, 9, 6190, 0, 1);
            for (int i = 9; i < 6190; i++) {
                assertEquals((float) single.nextGaussian(), normal[i], "normal " + i + " after " + before);
            }
            assertEquals(single.nextInt(), filled.nextInt());
        }
    }
}
