/** Training of generative adversarial networks: schedules, losses, labels, latent spaces, networks of tutorials. */
module easel.gan {
    requires transitive easel.layers;
    requires transitive easel.optim;
    requires static org.jspecify;

    exports easel.gan;
}
