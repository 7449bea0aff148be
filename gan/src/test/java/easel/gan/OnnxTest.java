package easel.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import easel.core.Parameter;
import easel.core.RandomStream;
import easel.core.Shape;
import easel.core.Tensor;
import easel.layers.Onnx;
import easel.layers.Sequential;
import java.beans.Expression;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ONNX Runtime computes from the exported networks of the programs, as if trained. */
class OnnxTest {
    private static final Shape IMAGE = Shape.of(28, 28, 1);

    @TempDir
    Path folder;

    static Stream<Named<Supplier<Sequential>>> networks() {
        RandomStream random = RandomStream.of(1);
        return Stream.of(
                Named.of("vanilla G", () -> DenseNetworks.vanillaGenerator(100, IMAGE, random)),
                Named.of("vanilla D", () -> DenseNetworks.vanillaDiscriminator(IMAGE, 0, random)),
                Named.of("vanilla D with dropout", () -> DenseNetworks.vanillaDiscriminator(IMAGE, 0.4f, random)),
                Named.of("small G", () -> DenseNetworks.smallGenerator(100, IMAGE, random)),
                Named.of("small D", () -> DenseNetworks.smallDiscriminator(IMAGE, random)),
                Named.of("conv G", () -> ConvNetworks.convGenerator(100, IMAGE, random)),
                Named.of("conv D", () -> ConvNetworks.convDiscriminator(IMAGE, random)),
                Named.of("DCGAN G", () -> ConvNetworks.dcganGenerator(100, IMAGE, random)),
                Named.of("DCGAN D", () -> ConvNetworks.dcganDiscriminator(IMAGE, random)),
                Named.of("DCGAN G in color", () -> ConvNetworks.dcganGenerator(100, Shape.of(32, 24, 3), random)),
                Named.of("fashion G", () -> ConvNetworks.fashionGenerator(128, IMAGE, random)),
                Named.of("fashion D", () -> ConvNetworks.fashionDiscriminator(IMAGE, random)),
                Named.of("classifier", () -> ConvNetworks.classifier(IMAGE, 10, random)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void onnxRuntimeComputesTheSame(Supplier<Sequential> made) throws Exception {
        Sequential network = made.get();
        network.tensors().values().forEach(OnnxTest::moveStatistics);
        Tensor x = Tensor.zeros(network.input().batch(2));
        RandomStream.of(2).fillNormal(x.array(), 0, 1);
        Path file = folder.resolve("network.onnx");
        Onnx.write(network, file);
        assertClose(network.infer(x), run(file, x));
    }

    /** Fresh ones are 0 and 1, which would hide a mean that is left out. */
    private static void moveStatistics(Tensor tensor) {
        if (!(tensor instanceof Parameter)) {
            RandomStream.of(3).fillUniform(tensor.array(), 0.5f, 1.5f);
        }
    }

    private static void assertClose(Tensor expected, Tensor actual) {
        assertEquals(expected.shape(), actual.shape());
        double scale = 0;
        for (float each : expected.array()) {
            scale = Math.max(scale, Math.abs(each));
        }
        assertTrue(scale > 0.01, "nothing to compare: all below " + scale);
        assertArrayEquals(expected.array(), actual.array(), (float) (1e-5 * scale));
    }

    /** By reflection: Surefire alone knows ONNX Runtime, so that {@code mvn compile exec:java} need not fetch it. */
    private static Tensor run(Path file, Tensor x) throws Exception {
        Object environment = environment();
        Object session = call(environment, "createSession", file.toString());
        Object input = call(Class.forName("ai.onnxruntime.OnnxTensor"), "createTensor", environment,
                FloatBuffer.wrap(x.array()), Arrays.stream(x.shape().toArray()).asLongStream().toArray());
        Object result = call(session, "run", Map.of("input", input));
        Object output = call(result, "get", 0);
        long[] axes = (long[]) call(call(output, "getInfo"), "getShape");
        Tensor y = Tensor.zeros(Shape.of(Arrays.stream(axes).mapToInt(Math::toIntExact).toArray()));
        ((FloatBuffer) call(output, "getFloatBuffer")).get(y.array());
        for (Object each : new Object[] {result, input, session}) {
            call(each, "close");
        }
        return y;
    }

    /** Skips the test where there is no ONNX Runtime; on 64-bit Linux with Maven there must be. */
    private static Object environment() throws Exception {
        try {
            return call(Class.forName("ai.onnxruntime.OrtEnvironment"), "getEnvironment");
        } catch (Exception | LinkageError e) {
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            if (platform.equals("Linux amd64") && System.getProperty("onnxruntime") != null) {
                throw e;
            }
            return abort("no ONNX Runtime on " + platform + ": " + e + ", " + e.getCause());
        }
    }

    private static Object call(Object target, String method, Object... arguments) throws Exception {
        return new Expression(target, method, arguments).getValue();
    }
}
