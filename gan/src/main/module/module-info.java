/** Training of generative adversarial networks: schedules, losses, labels, latent spaces and published networks. */
module easel.gan {
    requires transitive easel.layers;
    requires transitive easel.optim;

    exports easel.gan;
}
