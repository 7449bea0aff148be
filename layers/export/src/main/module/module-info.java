/** Writes models as ONNX files and as diagrams. */
module easel.export {
    requires transitive easel.layers;
    requires static org.jspecify;

    exports easel.export;
}
