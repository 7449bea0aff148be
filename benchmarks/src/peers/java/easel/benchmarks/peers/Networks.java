package easel.benchmarks.peers;

import easel.benchmarks.GrowthBlock;
import easel.benchmarks.Program;

/**
 * The networks of {@link Program} for other libraries, equal to easel.gan.DenseNetworks and ConvNetworks, and
 * {@link GrowthBlock}.
 */
final class Networks {
    private Networks() {}

    /** Size of a latent vector. */
    static int latent(Program program) {
        return program == Program.FASHION ? 128 : 100;
    }

    /** Height and width of an image. */
    static int size(Program program) {
        return program == Program.DCGAN64 ? 64 : 28;
    }

    /** Channels of an image. */
    static int channels(Program program) {
        return program == Program.DCGAN64 ? 3 : 1;
    }

    /** Whether D takes images instead of rows of 784. */
    static boolean takesImages(Program program) {
        return program != Program.VANILLA && program != Program.SMALL;
    }

    static void generator(Program program, NetworkBuilder g) {
        switch (program) {
            case VANILLA -> g
                    .dense(100, 256, true).leaky(0.2f).batchNorm(256, 0.8f)
                    .dense(256, 512, true).leaky(0.2f).batchNorm(512, 0.8f)
                    .dense(512, 1024, true).leaky(0.2f).batchNorm(1024, 0.8f)
                    .dense(1024, 784, true).tanh();
            case SMALL -> g.dense(100, 128, true).leaky(0.01f).dense(128, 784, true).tanh();
            case DCGAN -> g
                    .dense(100, 7 * 7 * 256, false).batchNorm(7 * 7 * 256, 0.99f).leaky(0.3f).toImages(7, 256)
                    .transposed(7, 256, 128, 5, 1, false).batchNorm(128, 0.99f).leaky(0.3f)
                    .transposed(7, 128, 64, 5, 2, false).batchNorm(64, 0.99f).leaky(0.3f)
                    .transposed(14, 64, 1, 5, 2, false).tanh();
            case CONV -> g
                    .dense(100, 7 * 7 * 128, true).leaky(0.2f).toImages(7, 128)
                    .transposed(7, 128, 128, 4, 2, true).leaky(0.2f)
                    .transposed(14, 128, 128, 4, 2, true).leaky(0.2f)
                    .same(28, 128, 1, 7, 1).sigmoid();
            case FASHION -> g
                    .dense(128, 7 * 7 * 128, true).leaky(0.2f).toImages(7, 128)
                    .up(7).same(14, 128, 128, 5, 1).leaky(0.2f)
                    .up(14).same(28, 128, 128, 5, 1).leaky(0.2f)
                    .same(28, 128, 128, 4, 1).leaky(0.2f)
                    .same(28, 128, 128, 4, 1).leaky(0.2f)
                    .same(28, 128, 1, 4, 1).sigmoid();
            case DCGAN64 -> g.toImages(1, 100)
                    .transposedPoint(100, 512, 4).batchNorm(512, 0.9f, 1e-5f).relu()
                    .transposed(4, 512, 256, 4, 2, false).batchNorm(256, 0.9f, 1e-5f).relu()
                    .transposed(8, 256, 128, 4, 2, false).batchNorm(128, 0.9f, 1e-5f).relu()
                    .transposed(16, 128, 64, 4, 2, false).batchNorm(64, 0.9f, 1e-5f).relu()
                    .transposed(32, 64, 3, 4, 2, false).tanh();
            case CLASSIFIER -> throw new IllegalArgumentException("the classifier has no generator");
        }
    }

    /** The discriminator, or the classifier. */
    static void discriminator(Program program, NetworkBuilder d) {
        switch (program) {
            case VANILLA -> d.dense(784, 512, true).leaky(0.2f).dense(512, 256, true).leaky(0.2f).logits(256, 1);
            case SMALL -> d.dense(784, 128, true).leaky(0.01f).logits(128, 1);
            case DCGAN -> d
                    .same(28, 1, 32, 3, 2).leaky(0.01f)
                    .same(14, 32, 64, 3, 2).batchNorm(64, 0.99f).leaky(0.01f)
                    .same(7, 64, 128, 3, 2).batchNorm(128, 0.99f).leaky(0.01f)
                    .toRows(4, 128).logits(4 * 4 * 128, 1);
            case CONV -> d
                    .same(28, 1, 64, 3, 2).leaky(0.2f).dropout(0.4f)
                    .same(14, 64, 64, 3, 2).leaky(0.2f).dropout(0.4f)
                    .toRows(7, 64).logits(7 * 7 * 64, 1);
            case FASHION -> d
                    .valid(28, 1, 32, 5).leaky(0.2f).dropout(0.4f)
                    .valid(24, 32, 64, 5).leaky(0.2f).dropout(0.4f)
                    .valid(20, 64, 128, 5).leaky(0.2f).dropout(0.4f)
                    .valid(16, 128, 256, 5).leaky(0.2f).dropout(0.4f)
                    .toRows(12, 256).dropout(0.4f).logits(12 * 12 * 256, 1);
            case DCGAN64 -> d
                    .same(64, 3, 64, 4, 2, false).leaky(0.2f)
                    .same(32, 64, 128, 4, 2, false).batchNorm(128, 0.9f, 1e-5f).leaky(0.2f)
                    .same(16, 128, 256, 4, 2, false).batchNorm(256, 0.9f, 1e-5f).leaky(0.2f)
                    .same(8, 256, 512, 4, 2, false).batchNorm(512, 0.9f, 1e-5f).leaky(0.2f)
                    .logitsOfImages(4, 512);
            case CLASSIFIER -> d
                    .same(28, 1, 32, 5, 1).relu().pool()
                    .same(14, 32, 64, 5, 1).relu().pool()
                    .toRows(7, 64).dense(7 * 7 * 64, 256, true).relu().logits(256, 10);
        }
    }

    static void block(GrowthBlock block, NetworkBuilder b) {
        int channels = block.channels();
        b.same(block.side(), channels, channels, 3, 1).leaky(0.2f)
                .same(block.side(), channels, channels, 3, 1).leaky(0.2f)
                .same(block.side(), channels, channels, 5, 2).leaky(0.2f);
    }
}
