/** Optimizers, learning-rate schedules and gradient clipping. */
module easel.optim {
    requires transitive easel.core;

    exports easel.optim;
}
