package easel.benchmarks.peers;

import ai.onnxruntime.OrtException;
import com.google.gson.Gson;
import easel.benchmarks.Sample;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.Parallel;
import easel.core.random.RandomStream;
import easel.layers.Sequential;
import easel.timing.Stopwatch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Times inference in Easel and in ONNX Runtime, in this process and with {@code easel.threads} threads each. The two
 * alternate. Prints a {@link Run} as JSON for each network and batch size.
 */
final class InferenceTimer {
    /** Largest difference of two outputs, relative to the largest output. */
    private static final double TOLERANCE = 1e-4;

    private final Settings settings;

    private InferenceTimer(Settings settings) {
        this.settings = settings;
    }

    /** What to time; {@code jvm} names the options of this JVM in the results. */
    record Settings(Inference.By by, List<InferenceNetwork> networks, List<Integer> batches, int rounds, double seconds,
            double warmUp, String jvm) {}

    /**
     * The result for one network and batch size: the median ms of each round, the ratio of Easel's to ONNX Runtime's in
     * each round, and the ratio of the medians over the rounds.
     */
    record Run(InferenceNetwork network, int batch, int threads, String jvm, String javaVersion, String gemm,
            String onnxRuntimeVersion, double[] easel, double[] onnxRuntime, double[] ratios, double ratio) {}

    /**
     * Times all networks.
     *
     * @param args the {@link Settings} as JSON
     */
    public static void main(String[] args) throws IOException, OrtException {
        InferenceTimer timer = new InferenceTimer(new Gson().fromJson(args[0], Settings.class));
        for (InferenceNetwork network : timer.settings.networks) {
            timer.time(network);
        }
    }

    private void time(InferenceNetwork network) throws IOException, OrtException {
        Sequential layers = network.create();
        Inference easel = settings.by.of(layers);
        try (OnnxRuntimeModel onnxRuntime = OnnxRuntimeModel.of(layers, Parallel.threads())) {
            for (int batch : settings.batches) {
                Tensor x = Tensor.zeros(layers.input().batch(batch));
                RandomStream.of(2).fillNormal(x.array(), 0, 1);
                onnxRuntime.setInput(x);
                checkSame(network, easel.infer(x).array(), onnxRuntime.run());
                System.out.println(new Gson().toJson(
                        alternate(network, batch, () -> easel.infer(x), onnxRuntime::run)));
            }
        }
    }

    private Run alternate(InferenceNetwork network, int batch, Runnable easel, Runnable onnxRuntime) {
        Stopwatch.run(easel, settings.warmUp, 1);
        Stopwatch.run(onnxRuntime, settings.warmUp, 1);
        double[] easelMs = new double[settings.rounds];
        double[] onnxRuntimeMs = new double[settings.rounds];
        for (int round = 0; round < settings.rounds; round++) {
            boolean easelFirst = round % 2 == 0;
            if (easelFirst) {
                easelMs[round] = median(easel);
            }
            onnxRuntimeMs[round] = median(onnxRuntime);
            if (!easelFirst) {
                easelMs[round] = median(easel);
            }
        }
        String gemm = Gemm.chosen().describe().replaceFirst(", threads.*", "");
        return new Run(network, batch, Parallel.threads(), settings.jvm, System.getProperty("java.version"), gemm,
                OnnxRuntimeModel.version(), easelMs, onnxRuntimeMs,
                Sample.ratios(easelMs, onnxRuntimeMs), Sample.median(easelMs) / Sample.median(onnxRuntimeMs));
    }

    private double median(Runnable inference) {
        return Sample.median(Stopwatch.run(inference, settings.seconds, 1));
    }

    private static void checkSame(InferenceNetwork network, float[] easel, FloatBuffer onnxRuntime) {
        double largest = 0;
        for (float each : easel) {
            largest = Math.max(largest, Math.abs(each));
        }
        for (int i = 0; i < easel.length; i++) {
            if (!(Math.abs(easel[i] - onnxRuntime.get(i)) <= TOLERANCE * largest)) {
                throw new IllegalStateException(network.title() + ": output " + i + " is " + easel[i]
                        + " in Easel and " + onnxRuntime.get(i) + " in ONNX Runtime; expected a difference of at most "
                        + TOLERANCE * largest);
            }
        }
    }
}
