package easel.export;

import easel.core.state.WholeFile;
import easel.layers.Models;
import easel.layers.Sequential;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes a model as an ONNX file, for inference by other libraries. The graph in the file has one input, {@code input},
 * and one output, {@code output}, both float32 with a first axis N of any size. It uses the operator set
 * {@link #OPSET}.
 *
 * <p>Input and output have the layout of this library: images are (N, H, W, C). ONNX's operators on images require
 * (N, C, H, W). So the graph transposes images to (N, C, H, W) before the first such operator, and back to
 * (N, H, W, C) before a Flatten, a Reshape or the output.
 *
 * <p>BatchNorm is written with its running statistics. Dropout and Identity are left out, because in inference they do
 * not change their input. Residual and Concatenate become branches of the graph. All layers of easel.layers are
 * supported except ClassProjection, Embedding, MinibatchStdDev and SpectralNorm; layers of an application are not.
 *
 * <p>The file names Easel, with its version, as its producer.
 *
 * <p>The format: <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a> and
 * <a href="https://onnx.ai/onnx/operators/">the operators</a>.
 */
public final class Onnx {
    /** The version of ONNX's operator set. */
    public static final int OPSET = 13;

    /** The version of the file format that was released with this operator set. */
    private static final int IR_VERSION = 7;

    private Onnx() {}

    /**
     * Writes a model. The same model gives the same bytes. The file is written under another name first and then
     * renamed, so that no reader sees an incomplete file.
     *
     * @param model the model to write. Not modified
     * @param path the file; an existing one is replaced
     * @throws IOException if the folder does not exist or the file cannot be written; no part of the file remains
     * @throws UnsupportedOperationException if the type of a layer is not supported; names the layer, its class and the
     *     supported types
     * @throws IllegalArgumentException if the file would have 2 GB or more, which the format does not allow, or a layer
     *     lacks a tensor that its described type requires
     */
    public static void write(Sequential model, Path path) throws IOException {
        Message file = file(model);
        requireSize(file.size());
        WholeFile.write(path, file::writeTo);
    }

    static void requireSize(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("this model would be an ONNX file of " + bytes + " bytes; the format"
                    + " allows at most " + Integer.MAX_VALUE + ". Export its first and last layers separately, each as"
                    + " a Sequential.");
        }
    }

    private static Message file(Sequential model) {
        OnnxGraph graph = new OnnxGraph(model.input(), model.tensors());
        OnnxLayers.append(model, "", graph);
        return new Message().number(1, IR_VERSION).text(2, "Easel").text(3, Models.LIBRARY_VERSION)
                .message(7, graph.finish()).message(8, new Message().text(1, "").number(2, OPSET));
    }
}
