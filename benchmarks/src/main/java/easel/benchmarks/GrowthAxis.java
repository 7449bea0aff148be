package easel.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** The size of a {@link GrowthBlock} that grows while the other two are fixed. */
public enum GrowthAxis {
    /** Batches of images of 28×28 pixels with 32 channels. */
    BATCH(batch -> new GrowthBlock(batch, 28, 32), "images of 28×28×32", 1, 2, 4, 8, 16, 32, 64, 128, 256, 512),
    /** Sides of images with 32 channels, in batches of 16. */
    SIDE(side -> new GrowthBlock(16, side, 32), "32 channels, batch 16", 28, 32, 48, 64, 96, 128),
    /** Channels of images of 14×14 pixels, in batches of 16. */
    CHANNELS(channels -> new GrowthBlock(16, 14, channels), "images of 14×14, batch 16", 16, 32, 64, 128, 256, 512);

    private final IntFunction<GrowthBlock> block;
    private final String fixed;
    private final List<Integer> sizes;

    GrowthAxis(IntFunction<GrowthBlock> block, String fixed, Integer... sizes) {
        this.block = block;
        this.fixed = fixed;
        this.sizes = List.of(sizes);
    }

    /**
     * The block of one size.
     *
     * @param size the batch, the side or the channels
     * @return a block with this size
     */
    public GrowthBlock block(int size) {
        return block.apply(size);
    }

    /**
     * The measured sizes.
     *
     * @return sizes in ascending order
     */
    public List<Integer> sizes() {
        return sizes;
    }

    /**
     * The fixed sizes, for titles.
     *
     * @return such as {@code images of 28×28×32}
     */
    public String fixed() {
        return fixed;
    }

    /**
     * The name of the growing size, for titles and files.
     *
     * @return the name in lower case
     */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
