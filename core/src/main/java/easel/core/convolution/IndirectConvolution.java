package easel.core.convolution;

import easel.core.Allocator;
import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Axis.Span;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Panels;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import easel.core.kernels.SumOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Convolutions and input gradients with many channels and filters, described by {@link Axis axes}. They are matrix
 * products without an im2col copy: a table holds the positions in the operand of the left matrix's rows.
 *
 * <p>Result pixels with the same taps inside the operand are computed together, over all images. So there are no
 * products with the padding. There is one matrix product for each kernel row. The operand values under the kernel row
 * are contiguous and form a row of the left matrix; the packed kernel row is the right matrix. If the columns of the
 * kernel are dilated, there is one product for each tap.
 *
 * <p>A value is the sum of these products, in the order of kernel rows and, if dilated, taps. The terms of a product
 * are added in the order of columns and channels, in the blocks of {@link SumOrder}.
 *
 * <p>Dukhan, The Indirect Convolution Algorithm, 2019.
 */
final class IndirectConvolution {
    private static final Scratch<Table> TABLE = Scratch.of(Table::new);
    private static final Scratch<float[]> SUMS = Scratch.ofFloats();

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final Tensor operand;
    private final Tensor weight;
    private final boolean transposed;
    private final Tensor result;
    private final int panelWidth;
    private final int panels;

    private IndirectConvolution(Tensor operand, Tensor weight, boolean transposed, Tensor result) {
        this.operand = operand;
        this.weight = weight;
        this.transposed = transposed;
        this.result = result;
        this.panelWidth = gemm.panelWidth(result.columns());
        this.panels = Panels.count(result.columns(), panelWidth);
    }

    /**
     * Fills the result.
     *
     * @param operand (N, H, W, C). Not modified
     * @param weight (KH, KW, C, OC), or (KH, KW, OC, C) if transposed. Not modified
     * @param transposed whether the weight's last two axes are exchanged
     * @param heights axes of the result's rows; together they cover all rows
     * @param widths axes of the result's columns; together they cover all columns
     * @param result (N, OH, OW, OC). Modified
     * @param buffers allocates the packed kernel
     */
    static void fill(Tensor operand, Tensor weight, boolean transposed, List<Axis> heights, List<Axis> widths,
            Tensor result, Allocator buffers) {
        new IndirectConvolution(operand, weight, transposed, result).fill(heights, widths, buffers);
    }

    /** Two axes, and the position of their taps in the packed kernel. */
    private record Phase(Axis height, Axis width, int kernelAt) {
        int taps() {
            return height.taps() * width.taps();
        }
    }

    /**
     * A range of the pixels of a phase that have the same taps inside the operand. Pixels are numbered over all images.
     */
    private record Block(Phase phase, Span rows, Span columns, int from, int count) {
        int work() {
            return count * rows.taps() * columns.taps();
        }
    }

    /** Positions in the operand and in the result of a block's pixels. */
    private static final class Table {
        final int[] operandAt = new int[IndirectGemm.MAX_ROWS];
        final int[] resultAt = new int[IndirectGemm.MAX_ROWS];
    }

    private void fill(List<Axis> heights, List<Axis> widths, Allocator buffers) {
        List<Phase> phases = new ArrayList<>();
        int packed = 0;
        for (Axis h : heights) {
            for (Axis w : widths) {
                phases.add(new Phase(h, w, packed));
                packed += h.taps() * w.taps() * operand.columns() * panels * panelWidth;
            }
        }
        // If one panel has all columns, the weight itself is that panel.
        float[] kernel = panelWidth == result.columns() && !transposed ? weight.array()
                : pack(phases, buffers.allocate(Math.max(1, packed)).array());
        List<Block> blocks = new ArrayList<>();
        phases.forEach(phase -> cut(phase, blocks));
        blocks.sort(Comparator.comparingInt(Block::work).reversed());   // small blocks last: they balance the threads
        Parallel.forRange(blocks.size() * panels, 1, (first, last) -> {
            for (int i = first; i < last; i++) {
                fill(blocks.get(i / panels), i % panels, kernel);
            }
        });
    }

    private void cut(Phase phase, List<Block> blocks) {
        for (Span rows : phase.height.spans()) {
            for (Span columns : phase.width.spans()) {
                int pixels = result.shape().axis(0) * rows.length() * columns.length();
                for (int from = 0; from < pixels; from += IndirectGemm.MAX_ROWS) {
                    int count = Math.min(IndirectGemm.MAX_ROWS, pixels - from);
                    blocks.add(new Block(phase, rows, columns, from, count));
                }
            }
        }
    }

    /** Packs the taps of each phase: (panels, taps of the height, taps of the width, C, panelWidth). */
    private float[] pack(List<Phase> phases, float[] kernel) {
        int channels = operand.columns();
        Parallel.forRange(phases.size() * panels, 1, (first, last) -> {
            for (int i = first; i < last; i++) {
                Phase phase = phases.get(i / panels);
                int panel = i % panels;
                for (int tap = 0; tap < phase.taps(); tap++) {
                    MatrixView b = new MatrixView(weight.array(), tapAt(phase, tap), channels, result.columns(),
                            transposed);
                    Panels.pack(b, panel * panelWidth, panelWidth, kernel,
                            phase.kernelAt + (panel * phase.taps() + tap) * channels * panelWidth);
                }
            }
        });
        return kernel;
    }

    /** Position of a phase's tap in the weight. */
    private int tapAt(Phase phase, int tap) {
        int row = phase.height.firstTap() + tap / phase.width.taps() * phase.height.tapStep();
        int column = phase.width.firstTap() + tap % phase.width.taps() * phase.width.tapStep();
        return (row * weight.shape().axis(1) + column) * operand.columns() * result.columns();
    }

    private void fill(Block block, int panel, float[] kernel) {
        try (Lease<Table> table = TABLE.lend(); Lease<float[]> sums = SUMS.lend(IndirectGemm.MAX_ROWS * panelWidth)) {
            locate(block, table.value());
            addProducts(block, panel, kernel, table.value().operandAt, sums.value());
            int column = panel * panelWidth;
            int used = Math.min(panelWidth, result.columns() - column);
            for (int i = 0; i < block.count; i++) {
                System.arraycopy(sums.value(), i * panelWidth, result.array(), table.value().resultAt[i] + column,
                        used);
            }
        }
    }

    private void addProducts(Block block, int panel, float[] kernel, int[] operandAt, float[] sums) {
        Arrays.fill(sums, 0, block.count * panelWidth, 0);
        Axis height = block.phase.height;
        Axis width = block.phase.width;
        int channels = operand.columns();
        int rowSize = operand.shape().axis(2) * channels;
        int contiguous = width.spacing() == 1 ? block.columns.taps() : 1;
        for (int u = block.rows.tap(); u < block.rows.tap() + block.rows.taps(); u++) {
            for (int v = block.columns.tap(); v < block.columns.tap() + block.columns.taps(); v += contiguous) {
                int tap = (panel * height.taps() + u) * width.taps() + v;
                gemm.addProduct(operand.array(), operandAt,
                        u * height.spacing() * rowSize + v * width.spacing() * channels, block.count,
                        contiguous * channels, kernel, block.phase.kernelAt + tap * channels * panelWidth, sums, 0,
                        panelWidth, panelWidth);
            }
        }
    }

    /** Finds each pixel's position in the result, and that of its first tap in the operand or the padding. */
    private void locate(Block block, Table table) {
        Axis height = block.phase.height;
        Axis width = block.phase.width;
        for (int k = 0; k < block.count; k++) {
            int pixel = block.from + k;
            int j = block.columns.from() + pixel % block.columns.length();
            int i = block.rows.from() + pixel / block.columns.length() % block.rows.length();
            int n = pixel / block.columns.length() / block.rows.length();
            table.operandAt[k] = position(operand, n, i * height.stride() + height.shift(),
                    j * width.stride() + width.shift());
            table.resultAt[k] = position(result, n, height.start() + i * height.step(),
                    width.start() + j * width.step());
        }
        Arrays.fill(table.operandAt, block.count, IndirectGemm.MAX_ROWS, table.operandAt[0]);
    }

    private static int position(Tensor images, int n, int row, int column) {
        Shape shape = images.shape();
        return ((n * shape.axis(1) + row) * shape.axis(2) + column) * images.columns();
    }
}
