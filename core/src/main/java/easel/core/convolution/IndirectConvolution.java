package easel.core.convolution;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Axis.Span;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Convolutions and input gradients between many channels: places of the result gather from the operand what the
 * {@link Axis axes} say.
 *
 * <p>Places whose taps inside the operand are the same, over all images, are taken together. So there are no products
 * with the zeros around an image; and what one row of the kernel sees lies side by side in the operand, and in the
 * packed kernel, for every place alike: a product of matrices, whose left one lies in pieces.
 *
 * <p>Each value is one chain, over the kernel's rows, its columns and the channels, beginning at 0.
 */
final class IndirectConvolution {
    private static final Scratch<int[]> OPERAND_ROWS = Scratch.ofInts();
    private static final Scratch<int[]> RESULT_ROWS = Scratch.ofInts();
    private static final Scratch<float[]> SUMS = Scratch.ofFloats();

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final Tensor operand;
    private final Tensor weight;
    private final boolean transposed;
    private final Tensor result;
    private final int width;
    private final int panels;

    private IndirectConvolution(Tensor operand, Tensor weight, boolean transposed, Tensor result) {
        this.operand = operand;
        this.weight = weight;
        this.transposed = transposed;
        this.result = result;
        this.width = gemm.width(result.columns());
        this.panels = (result.columns() - 1) / width + 1;
    }

    /**
     * Fills the result.
     *
     * @param operand (N, H, W, C). Not modified
     * @param weight (KH, KW, C, OC), or (KH, KW, OC, C) if transposed. Not modified
     * @param transposed whether the weight's last two axes change places
     * @param down the result's rows; those of all axes are all of them
     * @param right its columns
     * @param result (N, OH, OW, OC). Modified
     * @param buffers where the packed kernel lives
     */
    static void fill(Tensor operand, Tensor weight, boolean transposed, List<Axis> down, List<Axis> right,
            Tensor result, Allocator buffers) {
        new IndirectConvolution(operand, weight, transposed, result).run(down, right, buffers);
    }

    /** Two axes, and where their part of the packed kernel begins. */
    private record Phase(Axis down, Axis right, int kernel) {
        int taps() {
            return down.taps() * right.taps();
        }
    }

    /** Some of the places of a phase with the same taps inside, counted over all images. */
    private record Block(Phase phase, Span down, Span right, int from, int count) {
        int work() {
            return count * down.taps() * right.taps();
        }
    }

    private void run(List<Axis> down, List<Axis> right, Allocator buffers) {
        List<Phase> phases = new ArrayList<>();
        int packed = 0;
        for (Axis d : down) {
            for (Axis r : right) {
                phases.add(new Phase(d, r, packed));
                packed += d.taps() * r.taps() * operand.columns() * panels * width;
            }
        }
        // One panel of all columns is the weight as it lies.
        float[] kernel = width == result.columns() && !transposed ? weight.array()
                : pack(phases, buffers.allocate(Math.max(1, packed)).array());
        List<Block> blocks = new ArrayList<>();
        phases.forEach(phase -> cut(phase, blocks));
        blocks.sort(Comparator.comparingInt(Block::work).reversed());   // the small ones fill up what is uneven
        Parallel.forRange(blocks.size() * panels, 1, (first, last) -> {
            for (int i = first; i < last; i++) {
                fill(blocks.get(i / panels), i % panels, kernel);
            }
        });
    }

    private void cut(Phase phase, List<Block> blocks) {
        for (Span down : phase.down.spans()) {
            for (Span right : phase.right.spans()) {
                int places = result.shape().axis(0) * down.length() * right.length();
                for (int from = 0; from < places; from += IndirectGemm.ROWS) {
                    int count = Math.min(IndirectGemm.ROWS, places - from);
                    blocks.add(new Block(phase, down, right, from, count));
                }
            }
        }
    }

    /** Panel by panel, (panels, taps down, taps right, C, width) for every phase. */
    private float[] pack(List<Phase> phases, float[] kernel) {
        Parallel.forRange(phases.size() * panels, 1, (first, last) -> {
            for (int i = first; i < last; i++) {
                Phase phase = phases.get(i / panels);
                int panel = i % panels;
                int size = operand.columns() * width;
                for (int tap = 0; tap < phase.taps(); tap++) {
                    packTap(tap(phase, tap), panel * width, kernel,
                            phase.kernel + (panel * phase.taps() + tap) * size);
                }
            }
        });
        return kernel;
    }

    /** Position in the weight of a phase's tap. */
    private int tap(Phase phase, int tap) {
        int row = phase.down.first() + tap / phase.right.taps() * phase.down.turn();
        int column = phase.right.first() + tap % phase.right.taps() * phase.right.turn();
        return (row * weight.shape().axis(1) + column) * operand.columns() * result.columns();
    }

    private void packTap(int from, int column, float[] kernel, int to) {
        float[] w = weight.array();
        int used = Math.min(width, result.columns() - column);
        int channels = operand.columns();
        for (int c = 0; c < channels; c++, to += width) {
            if (transposed) {
                for (int j = 0; j < used; j++) {
                    kernel[to + j] = w[from + (column + j) * channels + c];
                }
            } else {
                System.arraycopy(w, from + c * result.columns() + column, kernel, to, used);
            }
            Arrays.fill(kernel, to + used, to + width, 0);
        }
    }

    private void fill(Block block, int panel, float[] kernel) {
        int[] from = OPERAND_ROWS.atLeast(IndirectGemm.ROWS);
        int[] to = RESULT_ROWS.atLeast(IndirectGemm.ROWS);
        float[] sums = SUMS.atLeast(IndirectGemm.ROWS * width);
        findPlaces(block, from, to);
        Arrays.fill(sums, 0, block.count * width, 0);
        Phase phase = block.phase;
        int channels = operand.columns();
        int line = operand.shape().axis(2) * channels;
        int depth = block.right.taps() * channels;
        for (int u = block.down.tap(); u < block.down.tap() + block.down.taps() && depth > 0; u++) {
            int tap = (panel * phase.down.taps() + u) * phase.right.taps() + block.right.tap();
            gemm.addProduct(operand.array(), from, u * line + block.right.tap() * channels, block.count, depth,
                    kernel, phase.kernel + tap * channels * width, sums, 0, width, width);
        }
        int column = panel * width;
        int used = Math.min(width, result.columns() - column);
        for (int i = 0; i < block.count; i++) {
            System.arraycopy(sums, i * width, result.array(), to[i] + column, used);
        }
    }

    /** Where the kernel's first tap falls for each place of the block, maybe outside, and where the place itself is. */
    private void findPlaces(Block block, int[] from, int[] to) {
        Axis down = block.phase.down;
        Axis right = block.phase.right;
        for (int k = 0; k < block.count; k++) {
            int place = block.from + k;
            int j = block.right.from() + place % block.right.length();
            int i = block.down.from() + place / block.right.length() % block.down.length();
            int n = place / block.right.length() / block.down.length();
            from[k] = position(operand, n, i * down.stride() + down.shift(), j * right.stride() + right.shift());
            to[k] = position(result, n, down.start() + i * down.step(), right.start() + j * right.step());
        }
        Arrays.fill(from, block.count, IndirectGemm.ROWS, from[0]);
    }

    private static int position(Tensor images, int n, int row, int column) {
        Shape shape = images.shape();
        return ((n * shape.axis(1) + row) * shape.axis(2) + column) * images.columns();
    }
}
