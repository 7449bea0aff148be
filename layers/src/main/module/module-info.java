/** Layers, losses, initializers and saved models. */
module easel.layers {
    requires transitive easel.core;
    requires static org.jspecify;

    exports easel.layers;
}
