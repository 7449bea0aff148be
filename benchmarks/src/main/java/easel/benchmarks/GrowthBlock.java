package easel.benchmarks;

/**
 * The network whose cost is measured as one of its sizes grows: two 3×3 convolutions with stride 1 and a 5×5
 * convolution with stride 2, each with bias, {@code same} padding and LeakyReLU 0.2.
 *
 * @param batch the number of examples
 * @param side the height and width of the input images, even
 * @param channels the channels of the input, and the filters of each convolution
 */
public record GrowthBlock(int batch, int side, int channels) {
    /**
     * Checks the sizes.
     *
     * @param batch at least 1
     * @param side at least 2, even
     * @param channels at least 1
     * @throws IllegalArgumentException if a size is below 1 or the side is odd
     */
    public GrowthBlock {
        if (batch < 1 || side < 2 || side % 2 != 0 || channels < 1) {
            throw new IllegalArgumentException("a block with batch " + batch + ", side " + side + " and " + channels
                    + " channels: expected at least 1 each, and an even side");
        }
    }

    /**
     * The multiply-adds of the forward pass for one example, including multiplications by padding zeros.
     *
     * @return side² · channels² · (9 + 9 + 25/4)
     */
    public double multiplyAdds() {
        return (double) side * side * channels * channels * (9 + 9 + 25 / 4.0);
    }
}
