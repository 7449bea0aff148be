/** Optimizers, learning-rate schedules and gradient clipping. */
module easel.optim {
    requires transitive easel.core;
    requires static org.jspecify;

    exports easel.optim;
}
