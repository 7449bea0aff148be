/** Writes models as ONNX files and as diagrams. */
module easel.export {
    requires transitive easel.layers;

    exports easel.export;
}
