/** Distances and scores of generated examples, and the evaluators that compute their features. */
module easel.measures {
    requires transitive easel.datasets;
    requires transitive easel.gan;
    requires commons.math3;
    requires static org.jspecify;

    exports easel.measures;
}
