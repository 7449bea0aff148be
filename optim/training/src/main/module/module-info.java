/** Supervised training: epochs, metrics, validation, early stopping. */
module easel.training {
    requires transitive easel.layers;
    requires transitive easel.optim;
    requires static org.jspecify;

    exports easel.training;
}
