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
 * <p>There is one matrix product for each kernel row. The operand values under the kernel row are contiguous and form a
 * row of the left matrix; the packed kernel row is the right matrix. If the columns of the kernel are dilated, there is
 * one product for each tap. There are no products with the padding: result columns with the same taps inside the
 * operand are computed together, and a kernel row multiplies only the result rows for which it is inside.
 *
 * <p>A value is the sum of these products, in the order of kernel rows and, if dilated, taps. The terms of a product
 * are added in the order of columns and channels, in the blocks of {@link SumOrder}.
 *
 * <p>Dukhan, The Indirect Convolution Algorithm, 2019.
 */
final class IndirectConvolution {
    /** Enough pieces of work for each thread to balance the threads; few, because each one locates its pixels. */
    private static final int PIECES_PER_THREAD = 4;

    private static final Scratch<Table> TABLE = Scratch.of(Table::new);
    private static final Scratch<float[]> SUMS = Scratch.ofFloats();

    private final IndirectGemm gemm = Gemm.chosen().indirect();
    private final int channels;
    private final int filters;
    private final int panelWidth;
    private final int panels;
    private final List<Phase> phases = new ArrayList<>();
    /** For each phase, the packed taps: (panels, taps of the height, taps of the width, C, panelWidth). */
    private final float[] kernel;

    private IndirectConvolution(Tensor weight, boolean transposed, boolean kept, List<Axis> heights, List<Axis> widths,
            Allocator buffers) {
        this.channels = weight.shape().axis(transposed ? 3 : 2);
        this.filters = weight.shape().axis(transposed ? 2 : 3);
        this.panelWidth = gemm.panelWidth(filters);
        this.panels = Panels.count(filters, panelWidth);
        int packed = 0;
        for (Axis h : heights) {
            for (Axis w : widths) {
                phases.add(new Phase(h, w, w.spans(), packed));
                packed += h.taps() * w.taps() * channels * panels * panelWidth;
            }
        }
        // If one panel has all columns, the weight itself is that panel.
        this.kernel = panelWidth == filters && !transposed && !kept ? weight.array()
                : pack(weight, transposed, buffers.allocate(Math.max(1, packed)).array());
    }

    /**
     * Packs a kernel.
     *
     * @param weight (KH, KW, C, OC), or (KH, KW, OC, C) if transposed. Not modified
     * @param transposed whether the weight's last two axes are exchanged
     * @param kept whether the result must not refer to the weight
     * @param heights axes of the result's rows; together they cover all rows
     * @param widths axes of the result's columns; together they cover all columns
     * @param buffers allocates the packed kernel
     */
    static PreparedKernel of(Tensor weight, boolean transposed, boolean kept, List<Axis> heights, List<Axis> widths,
            Allocator buffers) {
        IndirectConvolution convolution =
                new IndirectConvolution(weight, transposed, kept, heights, widths, buffers);
        return new PreparedKernel(convolution.kernel.length, convolution::fill);
    }

    /** Two axes, the spans of the width, and the position of the taps in the packed kernel. */
    private record Phase(Axis height, Axis width, List<Span> spans, int kernelAt) {
        int taps() {
            return height.taps() * width.taps();
        }
    }

    /**
     * Result pixels of a phase in columns with the same taps inside the operand: a range of the pixels of
     * {@code images} images, numbered by row, image and column. So the pixels for which a kernel row is inside the
     * operand are contiguous.
     */
    private record Block(Phase phase, Span columns, int image, int images, int from, int count) {
        int work() {
            return count * columns.taps();
        }

        /** The first pixel, counted from {@code from}, of a row of the result; 0 or {@code count} if it is outside. */
        int firstPixel(int row) {
            int pixel = Math.min(row, phase.height.count()) * images * columns.length();
            return Math.max(0, Math.min(count, pixel - from));
        }
    }

    /** Positions in the operand and in the result of a block's pixels. */
    private static final class Table {
        final int[] operandAt = new int[IndirectGemm.MAX_ROWS];
        final int[] resultAt = new int[IndirectGemm.MAX_ROWS];
        /** Positions in the operand of the pixels for which a kernel row is inside. */
        final int[] rowAt = new int[IndirectGemm.MAX_ROWS];
    }

    private void fill(Tensor operand, Tensor result) {
        List<Block> blocks = new ArrayList<>();
        phases.forEach(phase -> cut(phase, result.shape().axis(0), blocks));
        blocks.sort(Comparator.comparingInt(Block::work).reversed());   // small blocks last: they balance the threads
        int pieces = blocks.size() * panels;
        int grain = Math.max(1, Math.min(panels, pieces / (PIECES_PER_THREAD * Parallel.threads())));
        Parallel.forRange(pieces, grain, (first, last) -> {
            try (Lease<Table> table = TABLE.lend();
                    Lease<float[]> sums = SUMS.lend(IndirectGemm.MAX_ROWS * panelWidth)) {
                for (int i = first; i < last; i++) {
                    Block block = blocks.get(i / panels);
                    if (i == first || i % panels == 0) {
                        locate(block, operand, result, table.value());
                    }
                    fill(block, i % panels, operand, table.value(), sums.value(), result);
                }
            }
        });
    }

    /** Blocks of several whole images, or if an image has too many pixels, of a part of it. */
    private static void cut(Phase phase, int images, List<Block> blocks) {
        for (Span columns : phase.spans) {
            int pixels = phase.height.count() * columns.length();
            int group = Math.max(1, IndirectGemm.MAX_ROWS / pixels);
            for (int image = 0; image < images; image += group) {
                int n = Math.min(group, images - image);
                for (int from = 0; from < n * pixels; from += IndirectGemm.MAX_ROWS) {
                    blocks.add(new Block(phase, columns, image, n, from,
                            Math.min(IndirectGemm.MAX_ROWS, n * pixels - from)));
                }
            }
        }
    }

    private float[] pack(Tensor weight, boolean transposed, float[] to) {
        Parallel.forRange(phases.size() * panels, 1, (first, last) -> {
            for (int i = first; i < last; i++) {
                Phase phase = phases.get(i / panels);
                int panel = i % panels;
                for (int tap = 0; tap < phase.taps(); tap++) {
                    MatrixView b = new MatrixView(weight.array(), tapAt(phase, tap, weight.shape().axis(1)), channels,
                            filters, transposed);
                    Panels.pack(b, panel * panelWidth, panelWidth, to,
                            phase.kernelAt + (panel * phase.taps() + tap) * channels * panelWidth);
                }
            }
        });
        return to;
    }

    /** Position of a phase's tap in the weight. */
    private int tapAt(Phase phase, int tap, int kernelWidth) {
        int row = phase.height.firstTap() + tap / phase.width.taps() * phase.height.tapStep();
        int column = phase.width.firstTap() + tap % phase.width.taps() * phase.width.tapStep();
        return (row * kernelWidth + column) * channels * filters;
    }

    private void fill(Block block, int panel, Tensor operand, Table table, float[] sums, Tensor result) {
        addProducts(block, panel, operand, table, sums);
        int column = panel * panelWidth;
        int used = Math.min(panelWidth, filters - column);
        for (int i = 0; i < block.count; i++) {
            System.arraycopy(sums, i * panelWidth, result.array(), table.resultAt[i] + column, used);
        }
    }

    private void addProducts(Block block, int panel, Tensor operand, Table table, float[] sums) {
        Arrays.fill(sums, 0, block.count * panelWidth, 0);
        Axis height = block.phase.height;
        Axis width = block.phase.width;
        int rowSize = operand.shape().axis(2) * channels;
        int contiguous = width.spacing() == 1 ? block.columns.taps() : 1;
        for (int u = 0; u < height.taps(); u++) {
            int first = block.firstPixel(height.firstInside(u));
            int rows = block.firstPixel(height.endInside(u)) - first;
            if (rows <= 0) {
                continue;
            }
            System.arraycopy(table.operandAt, first, table.rowAt, 0, rows);
            Arrays.fill(table.rowAt, rows, Math.min(rows + IndirectGemm.GROUP, table.rowAt.length), table.rowAt[0]);
            for (int v = block.columns.tap(); v < block.columns.tap() + block.columns.taps(); v += contiguous) {
                int tap = (panel * height.taps() + u) * width.taps() + v;
                gemm.addProduct(operand.array(), table.rowAt,
                        u * height.spacing() * rowSize + v * width.spacing() * channels, rows,
                        contiguous * channels, kernel, block.phase.kernelAt + tap * channels * panelWidth, sums,
                        first * panelWidth, panelWidth, panelWidth);
            }
        }
    }

    /** Finds each pixel's position in the result, and that of its first tap in the operand or the padding. */
    private static void locate(Block block, Tensor operand, Tensor result, Table table) {
        Axis height = block.phase.height;
        Axis width = block.phase.width;
        int length = block.columns.length();
        int operandStep = width.stride() * operand.columns();
        int resultStep = width.step() * result.columns();
        for (int k = 0, end; k < block.count; k = end) {
            int pixel = block.from + k;
            int j = block.columns.from() + pixel % length;
            int n = block.image + pixel / length % block.images;
            int i = pixel / length / block.images;
            end = Math.min(block.count, k + length - pixel % length);
            int operandAt = position(operand, n, i * height.stride() + height.shift(), width.shift());
            int resultAt = position(result, n, height.start() + i * height.step(), width.start());
            for (int t = k; t < end; t++) {
                table.operandAt[t] = operandAt + (j + t - k) * operandStep;
                table.resultAt[t] = resultAt + (j + t - k) * resultStep;
            }
        }
    }

    private static int position(Tensor images, int n, int row, int column) {
        Shape shape = images.shape();
        return ((n * shape.axis(1) + row) * shape.axis(2) + column) * images.columns();
    }
}
