package easel.examples;

import easel.core.random.RandomStream;
import easel.gan.AdversarialLoss;
import easel.gan.GanSettings;
import easel.gan.GradientPenalty;
import easel.gan.LabelPolicy;
import easel.gan.Regularization;
import easel.layers.Conv2D;
import easel.layers.Dense;
import easel.layers.Layer;
import easel.layers.SpectralNorm;
import java.util.Locale;

/** The losses that {@link Modes} and {@link LossesMnist} compare, each with its regularization of D. */
enum ComparedLoss {
    /** Goodfellow and others, Generative Adversarial Nets, 2014. */
    NON_SATURATING("non-saturating", AdversarialLoss.nonSaturating(LabelPolicy.standard()), Regularization.none()),
    /** Mao and others, Least Squares Generative Adversarial Networks, 2017. */
    LEAST_SQUARES("least squares", AdversarialLoss.leastSquares(), Regularization.none()),
    /** Hinge loss with spectral normalization of each layer of D. Miyato and others, 2018. */
    HINGE("hinge spectral norm", AdversarialLoss.hinge(), Regularization.none()),
    /** Gulrajani and others, Improved Training of Wasserstein GANs, 2017, with the paper's λ = 10. */
    WGAN_GP("wgan-gp", AdversarialLoss.wasserstein(), Regularization.none().withPenalty(GradientPenalty.wganGp(10))),
    /** Non-saturating loss with R1. Mescheder, Geiger and Nowozin, 2018, with the paper's γ = 10, that is, γ/2 = 5. */
    R1("r1", NON_SATURATING.loss, Regularization.none().withPenalty(GradientPenalty.r1(5)));

    /** The name in tables and pictures. */
    final String title;
    private final AdversarialLoss loss;
    private final Regularization regularization;

    ComparedLoss(String title, AdversarialLoss loss, Regularization regularization) {
        this.title = title;
        this.loss = loss;
        this.regularization = regularization;
    }

    /** The settings with this loss and its regularization. */
    GanSettings in(GanSettings settings) {
        return settings.withLoss(loss).withRegularization(regularization);
    }

    /** A layer of D, with spectral normalization if this loss has it. */
    Layer layer(Dense layer, RandomStream random) {
        return this == HINGE ? SpectralNorm.of(layer, random) : layer;
    }

    /** A layer of D, with spectral normalization if this loss has it. */
    Layer layer(Conv2D layer, RandomStream random) {
        return this == HINGE ? SpectralNorm.of(layer, random) : layer;
    }

    /** The name on the command line, such as wgan-gp. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
