package easel.examples.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Gradients;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.ops.Arithmetic;
import easel.core.ops.Rearrange;
import easel.core.random.RandomStream;
import easel.layers.BatchNorm;
import easel.layers.Concatenate;
import easel.layers.Conv2D;
import easel.layers.Conv2DTranspose;
import easel.layers.Dense;
import easel.layers.Dropout;
import easel.layers.Flatten;
import easel.layers.Identity;
import easel.layers.Layer;
import easel.layers.LeakyReLU;
import easel.layers.Losses;
import easel.layers.Residual;
import easel.layers.Sequential;
import easel.layers.SpectralNorm;
import easel.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileTest {
    private static final long MILLISECOND = 1_000_000;

    private final RandomStream random = RandomStream.of(1);
    private final Profile profile = new Profile(true, this::tick);
    private long now;

    /** A clock that advances by 1 ms with each call, so each layer takes 1 ms. */
    private long tick() {
        return now += MILLISECOND;
    }

    private static Sequential network(RandomStream random) {
        return Sequential.of(Shape.of(5, 4, 1),
                Conv2D.of(1, 2, 3, random).withPadding(Padding.SAME),                     // (5, 4, 2), 360 products
                Flatten.of(),                                                         // (40)
                Dense.of(40, 3, random), LeakyReLU.withSlope(0.2f));                  // (3), 120 products
    }

    private static Tensor batch(int n) {
        Tensor x = Tensor.zeros(Shape.of(n, 5, 4, 1));
        RandomStream.of(2).fillNormal(x.array(), 0, 1);
        return x;
    }

    private Gradients step(Layer network, int n) {
        Tape tape = Tape.training(random);
        Tensor y = network.forward(batch(n), tape);
        Gradients gradients = tape.gradients(y, Tensor.full(y.shape(), 1), network.parameters());
        profile.step();
        return gradients;
    }

    @Test
    @ResourceLock(Resources.LOCALE)
    void tableAgreesWithCountsByHand() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            Layer network = profile.watch("Classifier", network(random));
            profile.begin(15);
            for (int i = 0; i < 3; i++) {
                step(network, 1);                                                     // warm-up, not counted
            }
            for (int i = 0; i < 12; i++) {
                step(network, 10_000);
            }
        } finally {
            Locale.setDefault(before);
        }
        // Conv2D: 7.2 million operations in 1 ms; x 20 floats, weight 18, bias 2, y 40. x's gradient is not wanted.
        // Dense: 2.4 million, twice that backward; x and dx 40, weight and dw 120, bias and db 3, y and dy 3.
        String expected = """
                Profile: one step, the mean of 12; MB are those of the tensors that were read and made
                RULE
                                                       ----------- forward ----------  ---------- backward ----------
                Layer                                 calls       ms  GFLOP/s      MB calls       ms  GFLOP/s      MB
                RULE
                 0  Conv2D 1→2 3×3 same                   1    1.000      7.2    2.40     1    1.000      7.2    2.40
                 1  reshape                               1    1.000             0.00     1    1.000             0.00
                 2  Dense 40→3                            1    1.000      2.4    1.72     1    1.000      4.8    3.32
                 3  LeakyReLU 0.2                         1    1.000             0.24     1    1.000             0.36
                Classifier                                     4.000      2.4    4.36          4.000      3.0    6.08
                RULE
                Layers                                         8.000
                Data, losses, optimizers, pictures, …         10.000
                Step                                          18.000
                """.replace("RULE", "-".repeat(101));
        assertEquals(expected, profile.toString());
    }

    @Test
    void everyUseOfASharedLayerAndEveryBackwardPassIsCounted() {
        Dense shared = Dense.of(4, 4, random);
        WatchedNetwork network = new WatchedNetwork(
                Sequential.of(Shape.of(4), shared, Sequential.of(Shape.of(4), shared, BatchNorm.of(4))), this::tick);
        Tensor x = Tensor.full(Shape.of(3, 4), 1);
        Tape tape = Tape.training(random);
        Tensor first = network.forward(x, tape);
        Tensor second = network.forward(x, tape.inference());
        Tensor dy = Tensor.full(first.shape(), 1);
        tape.gradients(Arithmetic.add(first, second, tape), dy, List.of(x));
        tape.gradients(first, dy, network.parameters());
        network.infer(x);                                                             // not a recorded pass
        network.forward(x, tape.unrecorded());
        assertEquals(List.of(" 0  Dense 4→4", " 1  Dense 4→4", " 2  BatchNorm 4"),
                List.copyOf(network.rows().keySet()));
        // 2 · 3 · 16 operations per product. x 12 floats, weight 16, bias 4, y 12.
        Cost forward = network.rows().get(" 0  Dense 4→4").forward();
        assertEquals(List.of(2L, 2 * 96L, 2 * 4 * 44L), List.of(forward.calls, forward.operations, forward.bytes));
        // Layer 0: dx in two calls, dw and db in the third. Layer 1: dx in all three, dw and db in the third.
        Cost backward = network.rows().get(" 0  Dense 4→4").backward();
        assertEquals(List.of(3L, 3 * 96L, 4 * (3 * 44L + 2 * 12 + 20)),
                List.of(backward.calls, backward.operations, backward.bytes));
        backward = network.rows().get(" 1  Dense 4→4").backward();
        assertEquals(List.of(3L, 4 * 96L, 4 * (3 * 44L + 3 * 12 + 20)),
                List.of(backward.calls, backward.operations, backward.bytes));
        assertEquals(0, network.rows().get(" 2  BatchNorm 4").forward().operations);
    }

    /** The views of the input, the addition and the concatenation have no multiply-adds. */
    @Test
    void layersInResidualAndConcatenateAreCounted() {
        WatchedNetwork network = new WatchedNetwork(Sequential.of(Shape.of(4), Residual.of(Dense.of(4, 4, random)),
                Concatenate.of(Identity.of(), Dense.of(4, 2, random))), this::tick);
        network.forward(Tensor.zeros(Shape.of(3, 4)), Tape.training(random));
        assertEquals(List.of(" 0  Residual", " 1  Dense 4→4", " 2  add", " 3  Concatenate", " 4  Identity",
                " 5  Dense 4→2", " 6  concatenateColumns"), List.copyOf(network.rows().keySet()));
        assertEquals(List.of(0L, 2 * 3 * 16L, 0L, 0L, 0L, 2 * 3 * 8L, 0L), network.rows().values().stream()
                .map(row -> row.forward().operations).toList());
    }

    static List<Sequential> networksWithNormalizedWeights() {
        RandomStream random = RandomStream.of(1);
        Dense shared = Dense.of(4, 4, random);
        return List.of(
                Sequential.of(Shape.of(7), Dense.of(7, 5, random)),
                Sequential.of(Shape.of(7), SpectralNorm.of(Dense.of(7, 5, random), random)),
                Sequential.of(Shape.of(4), SpectralNorm.of(shared, random), shared),
                Sequential.of(Shape.of(5, 4, 2), SpectralNorm.of(Conv2D.of(2, 3, 3, random), random)),
                Sequential.of(Shape.of(2, 3, 2), SpectralNorm.of(
                        Conv2DTranspose.of(2, 3, 3, random).withStride(2), random)),
                Sequential.of(Shape.of(4), Residual.of(SpectralNorm.of(Dense.of(4, 4, random), random)),
                        SpectralNorm.of(Dense.of(4, 1, random), random)));
    }

    /** Products of weights that are computed from parameters: forward one, backward one for x and one for the weight. */
    @ParameterizedTest
    @MethodSource("networksWithNormalizedWeights")
    void theProductsOfNormalizedWeightsAreThoseOfTheLayer(Sequential sequential) {
        WatchedNetwork network = new WatchedNetwork(sequential, this::tick);
        Tensor x = Tensor.full(sequential.input().batch(3), 1);
        Tape tape = Tape.training(random);
        Tensor y = network.forward(x, tape);
        network.forward(x, tape.inference());                    // before the backward pass of the first one
        List<Tensor> wanted = new ArrayList<>(network.parameters());
        wanted.add(x);
        tape.gradients(y, Tensor.full(y.shape(), 1), wanted);
        long products = 2 * 3 * sequential.multiplyAdds(sequential.input());
        assertEquals(2 * products, network.rows().values().stream().mapToLong(row -> row.forward().operations).sum());
        assertEquals(2 * products, network.rows().values().stream().mapToLong(row -> row.backward().operations).sum());
    }

    @Test
    void sharedWeightCountsByTheSizeOfEachInput() {
        Conv2D shared = Conv2D.of(1, 1, 3, random);
        WatchedNetwork network = new WatchedNetwork(Sequential.of(Shape.of(6, 6, 1), shared, shared,
                Conv2DTranspose.of(1, 2, 2, random)), this::tick);
        network.forward(Tensor.zeros(Shape.of(1, 6, 6, 1)), Tape.training(random));
        assertEquals(List.of(2 * 16 * 9L, 2 * 4 * 9L, 2 * 4 * 8L), network.rows().values().stream()
                .map(row -> row.forward().operations).toList());
    }

    @Test
    void longNamesFitAndMissingBackwardPassesAreBlank() {
        Layer network = profile.watch("Network", Sequential.of(Shape.of(2, 2, 100),
                Conv2DTranspose.of(100, 100, 5, random).withStride(2).withPadding(Padding.SAME)));
        profile.begin(1);
        profile.step();
        network.forward(Tensor.zeros(Shape.of(1, 2, 2, 100)), Tape.training(random));
        profile.step();
        String line = profile.toString().lines().filter(l -> l.startsWith(" 0  ")).findFirst().orElseThrow();
        assertTrue(line.stripTrailing().matches(
                " 0  Conv2DTranspose 100→100 5×5 stride 2 same +1 +1\\.000 +2\\.0 +1\\.01"), line);
        assertEquals(List.of(line.length()), profile.toString().lines()
                .filter(l -> l.startsWith(" 0") || l.startsWith("---") || l.startsWith("Network"))
                .map(String::length).distinct().toList());
    }

    /** Texts of all lengths in all columns: the lines of the table keep one width, and numbers keep a space between. */
    @Test
    void longNamesAndNumbersKeepTheColumns() {
        for (int letters : new int[] {1, 37, 38, 80}) {
            for (long factor = 1; factor < 1_000_000_000_000L; factor *= 10) {
                WatchedNetwork network = new WatchedNetwork(network(random), this::tick);
                Cost forward = new Cost();
                forward.add(7 * factor, 7 * factor * factor, 3 * factor);
                Cost backward = new Cost();
                backward.add(9 * factor, 0, factor);
                network.rows().put(" 0  Short", new WatchedNetwork.Row(new Cost(), new Cost()));
                network.rows().put("L".repeat(letters), new WatchedNetwork.Row(forward, backward));
                String table = ProfileTable.of(Map.of("N".repeat(letters), network), 1, 20 * factor);
                List<String> lines = table.lines().skip(1).takeWhile(line -> !line.startsWith("Layers ")).toList();
                assertEquals(List.of(lines.get(0).length()), lines.stream().map(String::length).distinct().toList(),
                        table);
                String line = table.lines().filter(l -> l.startsWith("L".repeat(letters) + " ")).findFirst()
                        .orElseThrow();
                assertEquals(8, line.strip().split(" +").length, line);
                assertTrue(letters > 37 || factor > 1000 || lines.get(0).length() == 101, table);
            }
        }
    }

    @Test
    void profileDoesNotChangeBitsOrNames() {
        Tensor[] plain = trained(new Profile());
        Tensor[] profiled = trained(profile);
        for (int i = 0; i < plain.length; i++) {
            assertArrayEquals(plain[i].array(), profiled[i].array());
        }
    }

    private static Tensor[] trained(Profile profile) {
        RandomStream random = RandomStream.of(3);
        Sequential net = Sequential.of(Shape.of(5, 4, 1), network(random), Dropout.withRate(0.3f), BatchNorm.of(3));
        Layer watched = profile.watch("Net", net);
        assertEquals(net.tensors(), watched.tensors());
        assertEquals(net.parameters(), watched.parameters());
        assertEquals(net.outputShape(net.input()), watched.outputShape(net.input()));
        assertEquals(net.multiplyAdds(net.input()), watched.multiplyAdds(net.input()));
        assertEquals(net.toString(), watched.toString());
        Sgd sgd = Sgd.withLearningRate(0.1f);
        for (int i = 0; i < 4; i++) {
            Tape tape = Tape.training(random);
            Tensor y = Rearrange.reshape(watched.forward(batch(7), tape), Shape.of(21, 1), tape);
            sgd.step(tape.gradients(Losses.binaryCrossEntropyWithLogits(y, Tensor.full(y.shape(), 1), tape),
                    watched.parameters()));
        }
        return net.tensors().values().toArray(Tensor[]::new);
    }

    @Test
    void withoutTheOptionNetworksAreNotWrappedAndTheClockIsNotRead() {
        Profile off = new Profile(false, this::tick);
        Sequential network = network(random);
        assertSame(network, off.watch("Network", network));
        off.begin(3);
        off.step();
        assertEquals(0, now);
    }

    @Test
    void runThatEndsInItsWarmUpHasNoTable() {
        Layer network = profile.watch("Network", network(random));
        for (long[] stepsAndWarmUp : new long[][] {{1, 1}, {3, 1}, {14, 2}, {500, 100}, {30_000, 100}}) {
            Profile fresh = new Profile(true, this::tick);
            fresh.begin(stepsAndWarmUp[0]);
            for (int i = 0; i < stepsAndWarmUp[1]; i++) {
                assertTrue(fresh.toString().startsWith("No profile: "), fresh.toString());
                fresh.step();
            }
            assertTrue(fresh.toString().endsWith(" warm-up of " + stepsAndWarmUp[1] + " steps."), fresh.toString());
            fresh.step();
            assertTrue(fresh.toString().startsWith("Profile: one step, the mean of 1;"), fresh.toString());
        }
        profile.begin(100);
        step(network, 1);
        assertTrue(profile.toString().startsWith("No profile: "));
    }
}
