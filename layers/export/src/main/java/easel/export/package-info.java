/**
 * Models in other formats: as ONNX files ({@link easel.export.Onnx}) and as pictures ({@link easel.export.Diagram}).
 * Applications use this package; the other modules of the library do not. It uses {@code easel.layers} and
 * {@code easel.core}.
 *
 * <p>Terms: an ONNX <i>operator</i> is one step of the file's graph, such as Conv. A <i>converter</i> appends the
 * operators of one type of layer, from the layer's description. <i>Channels first</i> is (N, C, H, W), the order of
 * ONNX's image operators; a Transpose operator converts between it and Easel's (N, H, W, C).
 */
@NullMarked
package easel.export;

import org.jspecify.annotations.NullMarked;
