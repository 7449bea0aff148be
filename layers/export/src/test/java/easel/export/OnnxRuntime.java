package easel.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.layers.Sequential;
import java.beans.Expression;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Runs an ONNX file with ONNX Runtime. The jar of ONNX Runtime, 54 MB, is not a dependency, because
 * {@code mvn compile exec:java} would download it; only Surefire adds the jar to the class path. So this class calls
 * ONNX Runtime by reflection.
 */
final class OnnxRuntime implements AutoCloseable {
    private final Object environment;
    private final Object session;

    private OnnxRuntime(Object environment, Object session) {
        this.environment = environment;
        this.session = session;
    }

    /** Skips the test if there is no ONNX Runtime for the platform. On 64-bit Linux with Maven that is an error. */
    static OnnxRuntime open(Path file) throws Exception {
        return open(file, "ALL_OPT");
    }

    /**
     * Opens a file with a level of optimization.
     *
     * @param level ALL_OPT, or NO_OPT to run the operators as they are in the file
     */
    static OnnxRuntime open(Path file, String level) throws Exception {
        Object environment;
        try {
            environment = call(Class.forName("ai.onnxruntime.OrtEnvironment"), "getEnvironment");
        } catch (Exception | LinkageError e) {
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            if (platform.equals("Linux amd64") && System.getProperty("onnxruntime") != null) {
                throw e;
            }
            return abort("no ONNX Runtime on " + platform + ": " + e + ", " + e.getCause());
        }
        Object options = Class.forName("ai.onnxruntime.OrtSession$SessionOptions").getConstructor().newInstance();
        call(options, "setIntraOpNumThreads", 1);
        Class<?> levels = Class.forName("ai.onnxruntime.OrtSession$SessionOptions$OptLevel");
        call(options, "setOptimizationLevel", call(levels, "valueOf", level));
        return new OnnxRuntime(environment, call(environment, "createSession", file.toString(), options));
    }

    /** Asserts that the outputs of the file and of the network differ by at most 1e-5 of the largest output. */
    void assertComputes(Sequential network, int examples, String what) throws Exception {
        assertComputes(network, examples, this::run, what);
    }

    /** Runs a batch through an exported file. */
    interface Model {
        Tensor run(Tensor x) throws Exception;
    }

    /** Asserts that the outputs of a file and of the network differ by at most 1e-5 of the largest output. */
    static void assertComputes(Sequential network, int examples, Model file, String what) throws Exception {
        Tensor x = Tensor.zeros(network.input().batch(examples));
        RandomStream.of(examples).fillNormal(x.array(), 0, 1);
        Tensor expected = network.infer(x);
        Tensor found = file.run(x);
        assertEquals(expected.shape(), found.shape(), what);
        double largest = 0;
        for (float each : expected.array()) {
            largest = Math.max(largest, Math.abs(each));
        }
        assertTrue(largest > 0.01, what + ": all outputs are below " + largest);
        assertArrayEquals(expected.array(), found.array(), (float) (1e-5 * largest), what);
    }

    private Tensor run(Tensor x) throws Exception {
        long[] axes = Arrays.stream(x.shape().toArray()).asLongStream().toArray();
        Object input = call(Class.forName("ai.onnxruntime.OnnxTensor"), "createTensor", environment,
                FloatBuffer.wrap(x.array()), axes);
        Object result = call(session, "run", Map.of("input", input));
        assertEquals(1, call(result, "size"));
        Object output = call(result, "get", 0);
        FloatBuffer values = (FloatBuffer) call(output, "getFloatBuffer");
        float[] y = new float[values.remaining()];
        values.get(y);
        Shape shape = Shape.of(shape(output));
        call(result, "close");
        call(input, "close");
        return Tensor.wrap(shape, y);
    }

    /** The axes that the file declares for the input, -1 for N. */
    int[] declaredInput() throws Exception {
        return shape(((Map<?, ?>) call(session, "getInputInfo")).get("input"));
    }

    /** The axes that the file declares for the output, -1 for N. */
    int[] declaredOutput() throws Exception {
        return shape(((Map<?, ?>) call(session, "getOutputInfo")).get("output"));
    }

    private static int[] shape(Object value) throws Exception {
        return Arrays.stream((long[]) call(call(value, "getInfo"), "getShape")).mapToInt(Math::toIntExact).toArray();
    }

    String producer() throws Exception {
        return (String) call(call(session, "getMetadata"), "getProducerName");
    }

    @Override
    public void close() {
        try {
            call(session, "close");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Object target, String method, Object... arguments) throws Exception {
        return new Expression(target, method, arguments).getValue();
    }
}
