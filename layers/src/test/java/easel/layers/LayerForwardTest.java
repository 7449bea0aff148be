package easel.layers;

import static easel.layers.Numbers.assertSameBits;
import static easel.layers.Numbers.copies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import easel.core.Tape;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.ops.Rearrange;
import easel.layers.LayerCases.Case;
import easel.layers.LayerCases.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The forward pass of every layer, in training and inference, with and without recording. */
class LayerForwardTest {
    static final List<Case> BY_EXAMPLE = LayerCases.CASES.stream().filter(c -> c.kind() != Kind.USES_BATCH).toList();
    static final List<Case> BY_BATCH = LayerCases.CASES.stream().filter(c -> c.kind() == Kind.USES_BATCH).toList();

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void outputShapeIsTheShapeOfTheOutput(Case c) {
        Layer layer = c.layer();
        for (int n : new int[] {1, 2, 7}) {
            Tensor y = layer.forward(c.input(n, 1), c.tape());
            assertEquals(layer.outputShape(c.x().example()).batch(n), y.shape());
        }
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void inferenceIsRepeatableAndChangesNoTensor(Case c) {
        Layer layer = c.layer();
        Tensor x = c.input(1);
        Map<String, Tensor> before = copies(layer);
        Tensor y = layer.infer(x);
        assertSameBits(y, layer.infer(x), "the second result");
        before.forEach((name, tensor) -> assertSameBits(tensor, layer.tensors().get(name), name));
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void inferenceOnEightThreadsGivesTheSameBitsAsOnOne(Case c) throws InterruptedException, ExecutionException {
        Layer layer = c.layer();
        List<Tensor> inputs = IntStream.range(0, 8).mapToObj(i -> c.input(i)).toList();
        List<Tensor> alone = inputs.stream().map(layer::infer).toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<Tensor>>> work = inputs.stream()
                    .map(x -> (Callable<List<Tensor>>) () -> Stream.generate(() -> layer.infer(x)).limit(10).toList())
                    .toList();
            List<Future<List<Tensor>>> answers = threads.invokeAll(work);
            for (int i = 0; i < answers.size(); i++) {
                for (Tensor y : answers.get(i).get()) {
                    assertSameBits(alone.get(i), y, "thread " + i);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @FieldSource("easel.layers.LayerCases#CASES")
    void recordingAndModeAreIndependent(Case c) {
        Tensor x = c.input(1);
        Layer recorded = c.layer();
        Tape tape = c.tape();
        Tensor y = recorded.forward(x, tape);
        assertFalse(tape.nodes().isEmpty(), "the tape recorded no operations");

        Layer unrecorded = c.layer();
        Tape unused = c.tape();
        assertSameBits(y, unrecorded.forward(x, unused.unrecorded()), "y without recording");
        assertEquals(List.of(), unused.nodes());
        recorded.tensors().forEach((name, tensor) -> assertSameBits(tensor, unrecorded.tensors().get(name), name));
        if (!c.training()) {
            assertSameBits(c.layer().infer(x), y, "recorded inference");
        }
    }

    @ParameterizedTest
    @FieldSource("BY_BATCH")
    void theOutputOfAnExampleDependsOnItsBatch(Case c) {
        Layer layer = c.layer();
        Tensor x = c.input(9, 1);
        assertFalse(Arrays.equals(example(layer.infer(x), 0).array(), layer.infer(example(x, 0)).array()));
    }

    @ParameterizedTest
    @FieldSource("BY_EXAMPLE")
    void anExampleGivesTheSameBitsInABatchAndAlone(Case c) {
        assumeTrue(Gemm.chosen().kind() != Gemm.Kind.JBLAS, "jblas does not give the same bits");
        Layer layer = c.layer();
        Tensor x = c.input(9, 1);
        Tensor y = layer.infer(x);
        for (int i = 0; i < 9; i++) {
            assertSameBits(example(y, i), layer.infer(example(x, i)), "example " + i);
        }
    }

    private static Tensor example(Tensor batch, int i) {
        return Rearrange.sliceRows(batch, i, i + 1, Tape.forInference());
    }
}
