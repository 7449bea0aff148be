package easel.examples.study;

import easel.core.Shape;
import easel.core.Tensor;
import easel.datasets.Scaling;
import easel.gan.AdversarialLoss;
import easel.gan.ClassLabels;

/**
 * The two networks at one step, and how they read their inputs.
 *
 * @param networks G and D
 * @param loss of both networks
 * @param packing the number of examples that D reads at once
 * @param classes the number of classes of a conditional GAN, or 0; both networks then read one-hot labels
 * @param range the values of black and white in images
 */
record Game(StudyNetworks networks, AdversarialLoss.Separable loss, int packing, int classes, Scaling range) {
    Game {
        if (packing > 1 && classes > 0) {
            throw new IllegalArgumentException("The page shows no training with both packing and classes.");
        }
    }

    /** The shape of an image: that of the examples, or of a square gray image for examples of one axis. */
    static Shape image(Shape example) {
        if (example.rank() == 3) {
            return example;
        }
        int side = (int) Math.round(Math.sqrt(example.size()));
        return side * side == example.size() ? Shape.of(side, side, 1) : Shape.of(1, example.size(), 1);
    }

    /** G's input for latent points (N, latent) with labels, which a GAN without classes ignores. */
    Tensor latent(Tensor z, int... labels) {
        return classes == 0 ? z : ClassLabels.join(z, labels, classes);
    }

    /** Fakes (N, …) of latent points (N, latent) with labels. */
    Tensor fakes(Tensor z, int... labels) {
        return networks.generator().infer(latent(z, labels));
    }

    /** D's input for examples (N, …) with labels, which a GAN without classes ignores. */
    Tensor input(Tensor examples, int... labels) {
        return classes == 0 ? Packs.pack(examples, packing) : ClassLabels.join(examples, labels, classes);
    }

    /** The part of a tensor of the shape of D's input that belongs to the examples; the inverse of {@link #input}. */
    Tensor examples(Tensor input, Shape example) {
        if (classes == 0) {
            return Packs.unpack(input, example, packing);
        }
        Tensor examples = Tensor.zeros(example.batch(input.shape().axis(0)));
        int columns = example.columns();
        for (int row = 0; row < input.rows(); row++) {
            System.arraycopy(input.array(), row * input.columns(), examples.array(), row * columns, columns);
        }
        return examples;
    }
}
