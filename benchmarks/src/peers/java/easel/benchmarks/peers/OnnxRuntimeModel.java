package easel.benchmarks.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import easel.core.Tensor;
import easel.export.Onnx;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * A network in ONNX Runtime, from the file that {@link Onnx} writes. The session has the default options except for the
 * number of threads.
 */
final class OnnxRuntimeModel implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;
    private OnnxTensor input;

    private OnnxRuntimeModel(OrtSession session) {
        this.session = session;
    }

    static OnnxRuntimeModel of(Sequential network, int threads) throws IOException, OrtException {
        Path file = Files.createTempFile("network", ".onnx");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            Onnx.write(network, file);
            options.setIntraOpNumThreads(threads);
            return new OnnxRuntimeModel(ENVIRONMENT.createSession(file.toString(), options));
        } finally {
            Files.delete(file);
        }
    }

    static String version() {
        return ENVIRONMENT.getVersion();
    }

    /** Copies a batch to native memory, for all runs until the next call. */
    void setInput(Tensor x) throws OrtException {
        FloatBuffer values = ByteBuffer.allocateDirect(Float.BYTES * x.size()).order(ByteOrder.nativeOrder())
                .asFloatBuffer().put(x.array()).flip();
        closeInput();
        input = OnnxTensor.createTensor(ENVIRONMENT, values,
                Arrays.stream(x.shape().toArray()).asLongStream().toArray());
    }

    /** Runs the network and copies the output to the Java heap. */
    FloatBuffer run() {
        try (OrtSession.Result result = session.run(Map.of("input", input))) {
            return ((OnnxTensor) result.get(0)).getFloatBuffer();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private void closeInput() {
        if (input != null) {
            input.close();
        }
    }

    @Override
    public void close() throws OrtException {
        closeInput();
        session.close();
    }
}
