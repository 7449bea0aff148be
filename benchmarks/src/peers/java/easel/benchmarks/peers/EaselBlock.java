package easel.benchmarks.peers;

import easel.benchmarks.GrowthBlock;
import easel.core.Buffers;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.convolution.Padding;
import easel.core.random.RandomStream;
import easel.layers.Conv2D;
import easel.layers.LeakyReLU;
import easel.layers.Losses;
import easel.layers.Sequential;
import easel.optim.Adam;

/** A block in Easel. */
final class EaselBlock implements BlockRunner {
    private final RandomStream random = RandomStream.of(1);
    private final Buffers buffers = new Buffers();
    private final Adam adam = Adam.withLearningRate(2e-4).withBeta1(0.5);
    private final Sequential network;
    private final Inference inference;
    private final Tensor x;
    private final Tensor zeros;

    EaselBlock(GrowthBlock block, Inference.By by) {
        int channels = block.channels();
        network = Sequential.of(Shape.of(block.side(), block.side(), channels),
                same(channels, 3), LeakyReLU.withSlope(0.2),
                same(channels, 3), LeakyReLU.withSlope(0.2),
                same(channels, 5).withStride(2), LeakyReLU.withSlope(0.2));
        inference = by.of(network);
        x = Tensor.zeros(network.input().batch(block.batch()));
        RandomStream.of(2).fillNormal(x.array(), 0, 1);
        zeros = Tensor.zeros(network.output().batch(block.batch()));
    }

    private Conv2D same(int channels, int kernel) {
        return Conv2D.of(channels, channels, kernel, random).withPadding(Padding.SAME);
    }

    @Override
    public void train() {
        try (Tape tape = Tape.training(random, buffers)) {
            Tensor loss = Losses.meanSquaredError(network.forward(x, tape), zeros, tape);
            adam.step(tape.gradients(loss, network.parameters()));
        }
    }

    @Override
    public void infer() {
        inference.infer(x);
    }

    @Override
    public void close() {}
}
