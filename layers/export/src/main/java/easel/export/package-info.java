/**
 * Models in other formats: as ONNX files ({@link easel.export.Onnx}) and as pictures ({@link easel.export.Diagram}).
 */
package easel.export;
