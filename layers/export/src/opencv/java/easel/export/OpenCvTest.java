package easel.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.core.state.Description;
import easel.layers.Sequential;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the outputs of OpenCV's module dnn for exported files with those of Easel. OpenCV supports fewer settings of
 * ONNX's operators than ONNX Runtime. Its jars take 54 MB, so only the Maven profile {@code opencv} compiles and runs
 * this test.
 */
class OpenCvTest {
    @TempDir
    Path folder;

    /** The networks of OnnxTest and of ProgramsTest. */
    static List<Named<Supplier<Sequential>>> networks() {
        List<Named<Supplier<Sequential>>> networks = new ArrayList<>(ProgramsTest.networks().toList());
        OnnxTest.CASES.stream().filter(c -> !isDilatedTranspose(c.layer().describe()))
                .forEach(c -> networks.add(Named.of(c.toString(), () -> OnnxTest.network(c))));
        return networks;
    }

    /** OpenCV 4.13 ignores the attribute {@code dilations} of ConvTranspose. */
    private static boolean isDilatedTranspose(Description d) {
        return d.type().equals("Conv2DTranspose") && d.settings().containsKey("dilation");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void openCvComputesTheSame(Supplier<Sequential> factory) throws Exception {
        Sequential network = factory.get();
        Path file = folder.resolve("network.onnx");
        Onnx.write(network, file);
        for (int n : new int[] {1, 5}) {
            Tensor x = Tensor.zeros(network.input().batch(n));
            RandomStream.of(n).fillNormal(x.array(), 0, 1);
            Tensor expected = network.infer(x);
            float[] found = run(file, x);
            assertEquals(expected.size(), found.length);
            double largest = 0.1;     // smaller outputs are differences of larger sums
            for (float each : expected.array()) {
                largest = Math.max(largest, Math.abs(each));
            }
            assertArrayEquals(expected.array(), found, (float) (1e-5 * largest), "N = " + n);
        }
    }

    private static float[] run(Path file, Tensor x) {
        try (Net net = opencv_dnn.readNetFromONNX(file.toString());
                FloatPointer values = new FloatPointer(x.array());
                Mat input = new Mat(x.shape().toArray(), opencv_core.CV_32F, values)) {
            net.setInput(input);
            Mat output = net.forward();
            float[] y = new float[(int) output.total()];
            new FloatPointer(output.data()).get(y);
            return y;
        }
    }
}
