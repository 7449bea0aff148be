package easel.gan;

import easel.core.Tensor;
import easel.core.random.RandomStream;

/** Points whose coordinates are independent and have the same distribution. */
record IndependentSpace(Distribution distribution, int size) implements LatentSpace {
    /** The distribution of each coordinate. The constants are types in saved texts. */
    enum Distribution {
        /** N(0, 1). */
        NORMAL,
        /** U(-1, 1): uniform in [-1, 1). */
        UNIFORM
    }

    IndependentSpace {
        if (size < 1) {
            throw new IllegalArgumentException("a latent space has at least 1 dimension, found " + size);
        }
    }

    @Override
    public void fill(Tensor z, RandomStream random) {
        switch (distribution) {
            case NORMAL -> random.fillNormal(z.array(), 0, 1);
            case UNIFORM -> random.fillUniform(z.array(), -1, 1);
        }
    }

    @Override
    public String text() {
        return distribution + " " + size;
    }

    @Override
    public String toString() {
        return text();
    }
}
