module sampler {
    requires easel.core;
    requires easel.layers;
}
