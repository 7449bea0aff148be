package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class InitializerTest {
    private static final int IN = 300;
    private static final int OUT = 200;

    /** Each initializer with the variance that its formula gives for 300 inputs and 200 outputs. */
    static final List<Map.Entry<Initializer, Double>> RANDOM = List.of(
            Map.entry(Initializer.glorotUniform(), 2.0 / (IN + OUT)),
            Map.entry(Initializer.glorotNormal(), 2.0 / (IN + OUT)),
            Map.entry(Initializer.heNormal(), 2.0 / IN),
            Map.entry(Initializer.normal(0.02f), 0.02 * 0.02));

    /** Moments of 60,000 draws, within five standard errors. */
    @ParameterizedTest
    @FieldSource("RANDOM")
    void meanAndVarianceAreThoseOfTheFormula(Map.Entry<Initializer, Double> expected) {
        Tensor w = create(expected.getKey(), 1);
        double n = w.size();
        double sum = 0;
        double squares = 0;
        for (float value : w.array()) {
            sum += value;
            squares += (double) value * value;
        }
        double variance = expected.getValue();
        assertEquals(0, sum / n, 5 * Math.sqrt(variance / n));
        assertEquals(variance, squares / n, 5 * variance * Math.sqrt(2 / n));
    }

    @Test
    void glorotUniformFillsExactlyItsRange() {
        float limit = (float) Math.sqrt(6.0 / (IN + OUT));
        float low = 0;
        float high = 0;
        for (float value : create(Initializer.glorotUniform(), 1).array()) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        assertTrue(-limit <= low && low < -0.999f * limit, "lowest " + low + " of " + -limit);
        assertTrue(0.999f * limit < high && high <= limit, "highest " + high + " of " + limit);
    }

    @Test
    void theNormalDistributionIsNotTruncated() {
        double largest = 0;
        for (float value : create(Initializer.normal(1), 1).array()) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertTrue(largest > 3.5 && largest < 6, "largest " + largest);   // 4.2 is the expected maximum of 60,000
    }

    @ParameterizedTest
    @FieldSource("RANDOM")
    void theSeedDeterminesTheWeight(Map.Entry<Initializer, Double> entry) {
        Tensor w = create(entry.getKey(), 1);
        assertSameBits(w, create(entry.getKey(), 1), "same seed");
        assertTrue(Numbers.deviation(w, create(entry.getKey(), 2)) > 0.01, "another seed");
    }

    @Test
    void constantsUseNoRandomNumbers() {
        RandomStream random = RandomStream.of(1);
        Shape shape = Shape.of(2, 3);
        assertSameBits(Tensor.full(shape, 0.25f), Initializer.constant(0.25f).create(shape, 2, 3, random), "constant");
        assertSameBits(Tensor.zeros(shape), Initializer.zeros().create(shape, 2, 3, random), "zeros");
        assertEquals(RandomStream.of(1).nextLong(), random.nextLong());
    }

    @ParameterizedTest
    @CsvSource({"40, 7", "7, 40", "25, 25", "1, 9", "9, 1", "1, 1"})
    void orthogonalVectorsAreOrthonormal(int rows, int columns) {
        Tensor w = Initializer.orthogonal().create(Shape.of(rows, columns), rows, columns, RandomStream.of(1));
        boolean tall = rows >= columns;
        int count = Math.min(rows, columns);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                double dot = 0;
                for (int k = 0; k < Math.max(rows, columns); k++) {
                    dot += tall ? (double) w.at(k, i) * w.at(k, j) : (double) w.at(i, k) * w.at(j, k);
                }
                assertEquals(i == j ? 1 : 0, dot, 1e-6, (tall ? "WᵀW" : "WWᵀ") + " at " + i + ", " + j);
            }
        }
    }

    @Test
    void orthogonalReadsAKernelAsAMatrixOfRowsAndColumns() {
        Tensor kernel = Initializer.orthogonal().create(Shape.of(3, 2, 5), 6, 5, RandomStream.of(1));
        Tensor matrix = Initializer.orthogonal().create(Shape.of(6, 5), 6, 5, RandomStream.of(1));
        assertSameBits(matrix, kernel.reshaped(matrix.shape()), "kernel");
    }

    /** A layer with an initializer, and the shape that its weight must have. */
    record Owner(String layer, Shape weight, Function<Initializer, Layer> factory) {
        @Override
        public String toString() {
            return layer;
        }
    }

    static final List<Owner> OWNERS = List.of(
            new Owner("Dense 5→2", Shape.of(5, 2), initializer -> Dense.of(5, 2, initializer, RandomStream.of(1))),
            new Owner("Embedding 5→2", Shape.of(5, 2),
                    initializer -> Embedding.of(5, 2, initializer, RandomStream.of(1))),
            new Owner("Conv2D 4→5", Shape.of(2, 3, 4, 5),
                    initializer -> Conv2D.of(4, 5, 2, 3, initializer, RandomStream.of(1))),
            new Owner("Conv2DTranspose 4→5", Shape.of(2, 3, 5, 4),
                    initializer -> Conv2DTranspose.of(4, 5, 2, 3, initializer, RandomStream.of(1))));

    @ParameterizedTest
    @FieldSource("OWNERS")
    void aWeightOfAnotherShapeIsRefused(Owner owner) {
        int[] axes = owner.weight.toArray();
        Shape reversed = Shape.of(IntStream.range(0, axes.length).map(i -> axes[axes.length - 1 - i]).toArray());
        for (Shape wrong : List.of(reversed, Shape.of(owner.weight.size()), owner.weight.withFirst(1))) {
            String message = assertThrows(IllegalArgumentException.class,
                    () -> owner.factory.apply((shape, in, out, random) -> Tensor.zeros(wrong))).getMessage();
            assertEquals(owner.layer + ": its initializer made a weight of shape " + wrong + "; expected "
                    + owner.weight, message);
        }
        assertEquals(owner.weight, owner.factory.apply(Initializer.zeros()).tensors().get("weight").shape());
    }

    @Test
    void everyLayerWithAnInitializerIsAnOwner() throws Exception {
        Set<String> layers = new TreeSet<>();
        for (String name : LayerCases.publicLayers()) {
            for (Method method : Class.forName("easel.layers." + name).getMethods()) {
                if (List.of(method.getParameterTypes()).contains(Initializer.class)) {
                    layers.add(name);
                }
            }
        }
        assertEquals(layers, OWNERS.stream().map(owner -> owner.layer.split(" ")[0]).collect(toSet()));
    }

    private static Tensor create(Initializer initializer, long seed) {
        return initializer.create(Shape.of(IN, OUT), IN, OUT, RandomStream.of(seed));
    }
}
