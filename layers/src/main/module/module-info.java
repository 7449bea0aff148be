/** Layers, losses, initializers and saved models. */
module easel.layers {
    requires transitive easel.core;

    exports easel.layers;
}
