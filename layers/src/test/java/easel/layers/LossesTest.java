package easel.layers;

import static easel.layers.Numbers.assertClose;
import static easel.layers.Numbers.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.GradientCheck;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossesTest {
    private static final float INVERSE_CLAMP = 1e7f;

    private final Tape tape = Tape.training(RandomStream.of(1));

    /** For one element: the loss is max(z, 0) - z·t + ln(1 + e^-|z|), its gradient sigmoid(z) - t. */
    @ParameterizedTest
    @CsvSource({
        "100, 1, 0, 0", "100, 0, 100, 1", "-100, 0, 0, 0", "-100, 1, 100, -1",
        "10000, 1, 0, 0", "10000, 0, 10000, 1", "-10000, 0, 0, 0", "-10000, 1, 10000, -1", "10000, 0.5, 5000, 0.5",
        "3.0E38, 0, 3.0E38, 1", "0, 0.5, 0.6931472, 0"})
    void lossesOfExtremeLogitsAreFinite(float logit, float target, float loss, float gradient) {
        Tensor z = one(logit);
        Tensor found = Losses.binaryCrossEntropyWithLogits(z, one(target), tape);
        assertEquals(loss, found.item(), 1e-6f * Math.max(1, loss));
        assertEquals(gradient, gradient(found, z).item(), 1e-6f);
    }

    @ParameterizedTest
    @ValueSource(floats = {100, 10_000, 3e37f})
    void lossesOfExtremeClassLogitsAreFinite(float far) {
        Tensor z = Tensor.of(Shape.of(2, 3), far, 0, -far, far, 0, -far);
        Tensor found = Losses.softmaxCrossEntropy(z, Tensor.of(Shape.of(2), 0, 2), tape);
        assertEquals(far, found.item(), 1e-6f * far);   // the losses of the rows are 0 and 2·far
        assertClose(Tensor.of(z.shape(), 0, 0, 0, 0.5f, 0, -0.5f), gradient(found, z), 1e-6, "dz");
    }

    /** Probabilities are clamped to [1e-7, 1 - 1e-7]; in float32 the upper bound is 1 - 2⁻²³. */
    @Test
    void lossesOfProbabilitiesZeroAndOneAreFinite() {
        float top = 1 - 1e-7f;
        assertProbability(0, 1, -Math.log(1e-7f), -INVERSE_CLAMP);
        assertProbability(0, 0, 1e-7, 1);
        assertProbability(1, 0, -Math.log(1 - (double) top), 1 / (1 - top));
        assertProbability(1, 1, -Math.log(top), -1);
    }

    private void assertProbability(float probability, float target, double loss, double gradient) {
        Tensor p = one(probability);
        Tensor found = Losses.binaryCrossEntropy(p, one(target), tape);
        assertEquals(loss, found.item(), 1e-6 * Math.max(1, loss));
        assertEquals(gradient, gradient(found, p).item(), 1e-5 * Math.abs(gradient));
    }

    /** Errors p - t are 3, -0.5, 0 and -2. Where p = t, the gradient of |p - t| is 0. */
    @Test
    void meanAbsoluteErrorAgreesWithNumbersComputedByHand() {
        Tensor p = Tensor.of(Shape.of(2, 2), 4, 0.5f, 2, -1);
        Tensor t = Tensor.of(Shape.of(2, 2), 1, 1, 2, 1);
        Tensor loss = Losses.meanAbsoluteError(p, t, tape);
        assertEquals(5.5f / 4, loss.item());
        assertArrayEquals(new float[] {0.25f, -0.25f, 0, -0.25f}, gradient(loss, p).array());
        assertArrayEquals(new float[] {-0.25f, 0.25f, -0f, 0.25f}, gradient(loss, t).array());
    }

    /** The same errors with delta 2: the losses are 2·(3 - 1), 0.5²/2, 0 and 2²/2. */
    @Test
    void huberAgreesWithNumbersComputedByHand() {
        Tensor p = Tensor.of(Shape.of(2, 2), 4, 0.5f, 2, -1);
        Tensor t = Tensor.of(Shape.of(2, 2), 1, 1, 2, 1);
        Tensor loss = Losses.huber(p, t, 2, tape);
        assertEquals((4 + 0.125f + 0 + 2) / 4, loss.item());
        assertArrayEquals(new float[] {0.5f, -0.125f, 0, -0.5f}, gradient(loss, p).array());
        assertArrayEquals(new float[] {-0.5f, 0.125f, -0f, 0.5f}, gradient(loss, t).array());
    }

    @Test
    void lossesOfErrorsAgreeWithFiniteDifferences() {
        Tensor t = normal(Shape.of(4, 3), 1);
        Tensor p = t.copy();
        float[] errors = Numbers.farApart(t.shape(), 2).array();        // at least 0.05 from 0, where |e| has a kink
        for (int i = 0; i < errors.length; i++) {
            p.array()[i] += errors[i];
        }
        GradientCheck.of(tape -> Losses.meanAbsoluteError(p, t, tape), RandomStream.of(3), List.of(p, t))
                .requireWithin(3e-4);
        GradientCheck.of(tape -> Losses.huber(p, t, 0.3, tape), RandomStream.of(3), List.of(p, t))
                .requireWithin(3e-4);
    }

    @Test
    void huberIsHalfTheSquaredErrorBelowDeltaAndDeltaTimesTheAbsoluteErrorFarAbove() {
        Tensor p = normal(Shape.of(5, 3), 1);
        Tensor t = normal(p.shape(), 2);
        assertEquals(Losses.meanSquaredError(p, t, tape).item() / 2, Losses.huber(p, t, 100, tape).item(), 1e-6);
        double far = Losses.meanAbsoluteError(p, t, tape).item();
        assertEquals(far, Losses.huber(p, t, 1e-6, tape).item() / 1e-6, 1e-5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void deltaMustBePositiveAndFinite(double delta) {
        assertRefused("huber: delta must be positive and finite, found " + (float) delta,
                () -> Losses.huber(one(1), one(2), delta, tape));
    }

    @Test
    void aNaNGivesALossOfNaN() {
        Tensor nan = one(Float.NaN);
        Tensor target = one(1);
        assertTrue(Float.isNaN(Losses.binaryCrossEntropyWithLogits(nan, target, tape).item()));
        assertTrue(Float.isNaN(Losses.binaryCrossEntropy(nan, target, tape).item()));
        assertTrue(Float.isNaN(Losses.meanSquaredError(nan, target, tape).item()));
        assertTrue(Float.isNaN(Losses.meanAbsoluteError(nan, target, tape).item()));
        assertTrue(Float.isNaN(Losses.huber(nan, target, 1, tape).item()));
        assertTrue(Float.isNaN(Losses.softmaxCrossEntropy(nan, Tensor.scalar(0), tape).item()));
    }

    @Test
    void lossesAreMeansOverElementsOrRows() {
        Tensor zeros = Tensor.zeros(Shape.of(5, 4));
        Tensor halves = Tensor.full(zeros.shape(), 0.5f);
        assertEquals(Math.log(2), Losses.binaryCrossEntropyWithLogits(zeros, halves, tape).item(), 1e-6);
        assertEquals(Math.log(2), Losses.binaryCrossEntropy(halves, halves, tape).item(), 1e-6);
        assertEquals(0.25, Losses.meanSquaredError(zeros, halves, tape).item(), 1e-7);
        assertEquals(0.5, Losses.meanAbsoluteError(zeros, halves, tape).item(), 1e-7);
        assertEquals(0.125, Losses.huber(zeros, halves, 1, tape).item(), 1e-7);
        assertEquals(Math.log(4), Losses.softmaxCrossEntropy(zeros, Tensor.zeros(Shape.of(5)), tape).item(), 1e-6);
    }

    @Test
    void theGradientIsProportionalToDy() {
        Tensor z = normal(Shape.of(4, 2), 1);
        Tensor loss = Losses.binaryCrossEntropyWithLogits(z, Tensor.zeros(z.shape()), tape);
        Tensor whole = gradient(loss, z);
        Tensor half = tape.gradients(loss, Tensor.scalar(0.5f), List.of(z)).of(z);
        assertEquals(0.5f * whole.at(3, 1), half.at(3, 1), 1e-7f);
    }

    @Test
    void shapesMustBeTheSame() {
        Tensor a = Tensor.zeros(Shape.of(4, 1));
        Tensor b = Tensor.zeros(Shape.of(4));
        String shapes = "(4, 1) and targets (4) must have the same shape";
        assertRefused("binaryCrossEntropyWithLogits: logits " + shapes,
                () -> Losses.binaryCrossEntropyWithLogits(a, b, tape));
        assertRefused("binaryCrossEntropy: probabilities " + shapes, () -> Losses.binaryCrossEntropy(a, b, tape));
        assertRefused("meanSquaredError: predictions " + shapes, () -> Losses.meanSquaredError(a, b, tape));
        assertRefused("meanAbsoluteError: predictions " + shapes, () -> Losses.meanAbsoluteError(a, b, tape));
        assertRefused("huber: predictions " + shapes, () -> Losses.huber(a, b, 1, tape));
        assertRefused("logits (4, 1) have 4 rows, labels (3) have 3",
                () -> Losses.softmaxCrossEntropy(a, Tensor.zeros(Shape.of(3)), tape));
    }

    @ParameterizedTest
    @ValueSource(floats = {-1, 3, 0.5f, Float.NaN, Float.POSITIVE_INFINITY, 3e9f})
    void aLabelMustBeAClassIndex(float label) {
        assertRefused("label " + label + " of row 1 is not a class index in [0, 3)", () ->
                Losses.softmaxCrossEntropy(Tensor.zeros(Shape.of(2, 3)), Tensor.of(Shape.of(2), 0, label), tape));
    }

    private static void assertRefused(String expected, Runnable call) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(expected), message);
    }

    private Tensor gradient(Tensor loss, Tensor x) {
        return tape.gradients(loss, List.of(x)).of(x);
    }

    private static Tensor one(float value) {
        return Tensor.of(Shape.of(1, 1), value);
    }
}
