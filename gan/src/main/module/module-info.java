/** Training of generative adversarial networks: schedules, losses, label policies, latent spaces, published networks. */
module easel.gan {
    requires transitive easel.layers;
    requires transitive easel.optim;

    exports easel.gan;
}
