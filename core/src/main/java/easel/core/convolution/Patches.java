package easel.core.convolution;

import easel.core.Allocator;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Panels;
import easel.core.kernels.Parallel;
import easel.core.kernels.PatchGemm;
import easel.core.kernels.Scratch;
import easel.core.kernels.Scratch.Lease;
import java.util.Arrays;

/**
 * Convolutions with few channels, C, and any number of filters, by im2col: products with the patch matrix P,
 * (output rows·OW, KH·KW·C), a few output rows at a time. Products with the padding are computed, not skipped.
 *
 * <p>For each output row, {@link PatchRows} copies the image rows under it with their padding. In the copy, the values
 * that one tap reads at consecutive output pixels are contiguous.
 *
 * <p>A {@link PatchGemm} multiplies P. With the Vector API it reads the copy and does not store P. The other
 * implementations copy the patches from it first, at most max(256, OW) patches at a time.
 *
 * <p>Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document Processing, 2006, for
 * the products; Dukhan, The Indirect Convolution Algorithm, 2019, for not storing P.
 */
final class Patches {
    /** Output pixels in one piece of work: enough work for one task, few enough pixels to stay in cache. */
    private static final int PIXELS = IndirectGemm.MAX_ROWS;
    /** Parts of the output rows. Their sums are added in order. Fixed, so that threads do not change the bits. */
    private static final int PARTS = 8;
    /** Groups of output rows in a section. Fixed, because it decides the bits. */
    private static final int SECTION = 32;

    private static final Scratch<float[]> ROWS = Scratch.ofFloats();
    private static final Scratch<float[]> PRODUCTS = Scratch.ofFloats();
    private static final Scratch<float[]> SECTIONS = Scratch.ofFloats();
    private static final Scratch<int[]> DY_AT = Scratch.ofInts();

    private final Geometry g;
    private final PatchRows patchRows;
    /** Floats copied for one output row. */
    private final int size;
    /** For each of the KH·KW·C taps, the position in that copy of its value at the first output pixel. */
    private final int[] taps;
    /** Output rows in one piece of work. */
    private final int group;

    private Patches(Geometry g) {
        this.g = g;
        this.patchRows = new PatchRows(g);
        this.size = patchRows.size();
        this.taps = patchRows.taps();
        this.group = Math.max(1, PIXELS / g.outWidth());
    }

    /**
     * y = P·w. The result refers to the weight.
     *
     * @param weight (KH, KW, C, OC). Not modified
     */
    static PreparedKernel forward(Tensor weight, Geometry g) {
        Patches patches = new Patches(g);
        return new PreparedKernel(weight.size(), (x, y) -> patches.fillForward(x, weight, y));
    }

    private void fillForward(Tensor x, Tensor weight, Tensor y) {
        PatchGemm gemm = Gemm.chosen().patches();
        Parallel.forRange(x.shape().axis(0) * g.outHeight(), group, (row, end) ->
                multiply(gemm, x, row, end - row, weight, y));
    }

    /** Computes {@code count} output rows. */
    private void multiply(PatchGemm gemm, Tensor x, int row, int count, Tensor weight, Tensor y) {
        try (Lease<float[]> rows = lendRows(count)) {
            patchRows.copy(x, row, count, rows.value());
            gemm.multiply(rows.value(), size, taps, count, g.outWidth(), weight.array(), weight.columns(), y.array(),
                    row * g.outWidth() * weight.columns());
        }
    }

    /** Memory for the image rows under {@code count} output rows. */
    private Lease<float[]> lendRows(int count) {
        return ROWS.lend(count * size + PatchGemm.SLACK);
    }

    /**
     * dw = Pᵀ·dy. The output rows are split into parts, each part into sections, and each section into groups. The sums
     * of groups, of sections and of parts are added in order.
     */
    static Tensor weightGradient(Tensor x, Tensor dy, Geometry g, Allocator buffers) {
        Patches patches = new Patches(g);
        PatchGemm gemm = Gemm.chosen().patches();
        int rows = x.shape().axis(0) * g.outHeight();
        int parts = Math.min(PARTS, rows);
        Tensor[] sums = new Tensor[parts];
        for (int part = 0; part < parts; part++) {
            sums[part] = buffers.allocate(g.window().height(), g.window().width(), g.channels(), dy.columns());
        }
        Parallel.forRange(parts, 1, (part, next) -> patches.addPart(gemm, x, dy,
                (int) ((long) part * rows / parts), (int) ((long) next * rows / parts), sums[part].array()));
        for (int part = 1; part < parts; part++) {
            add(sums[0].array(), sums[part].array());
        }
        return sums[0];
    }

    /** Computes the sum over output rows [first, end). */
    private void addPart(PatchGemm gemm, Tensor x, Tensor dy, int first, int end, float[] sum) {
        Arrays.fill(sum, 0);
        try (Lease<float[]> rows = lendRows(group); Lease<float[]> lease = SECTIONS.lend(sum.length)) {
            float[] section = lease.value();
            int groups = 0;
            int count;
            for (int row = first; row < end; row += count) {
                count = Math.min(group, end - row);
                if (groups % SECTION == 0) {
                    Arrays.fill(section, 0, sum.length, 0);
                }
                patchRows.copy(x, row, count, rows.value());
                gemm.addTransposed(rows.value(), size, taps, count, g.outWidth(), dy.array(),
                        row * g.outWidth() * dy.columns(), dy.columns(), section);
                if (++groups % SECTION == 0 || row + count == end) {
                    add(sum, section);
                }
            }
        }
    }

    private static void add(float[] sum, float[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
    }

    /**
     * dx = col2im(dy·wᵀ): the gradient of each patch is added to the pixels that the patch was copied from.
     *
     * @param weight (KH, KW, C, OC). Not modified
     * @param buffers allocates the packed kernel
     */
    static PreparedKernel inputGradient(Tensor weight, Geometry g, Allocator buffers) {
        Patches patches = new Patches(g);
        float[] kernel = packTransposed(weight, Gemm.chosen().indirect().panelWidth(weight.rows()), buffers);
        return new PreparedKernel(kernel.length, (dy, dx) -> patches.fillInputGradient(dy, kernel, dx));
    }

    private void fillInputGradient(Tensor dy, float[] kernel, Tensor dx) {
        IndirectGemm gemm = Gemm.chosen().indirect();
        int width = gemm.panelWidth(taps.length);
        // One thread for all rows of an image, because the windows of its output rows overlap.
        Parallel.forRange(dy.shape().axis(0), Math.max(1, group / g.outHeight()), (image, next) -> {
            Arrays.fill(dx.array(), image * g.image().size(), next * g.image().size(), 0);
            int end = next * g.outHeight();
            try (Lease<float[]> rows = lendRows(group); Lease<float[]> products = PRODUCTS.lend(PIXELS * width);
                    Lease<int[]> dyAt = DY_AT.lend(PIXELS)) {
                for (int row = image * g.outHeight(); row < end; row += group) {
                    int count = Math.min(group, end - row);
                    products(dy, gemm, kernel, width, row, count, dyAt.value(), products.value(), rows.value());
                    patchRows.add(rows.value(), dx, row, count);
                }
            }
        });
    }

    /** wᵀ panel by panel, (panels, OC, width). */
    private static float[] packTransposed(Tensor weight, int width, Allocator buffers) {
        MatrixView b = MatrixView.of(weight.array(), weight.rows(), weight.columns()).transpose();
        int panels = Panels.count(b.columns(), width);
        float[] kernel = buffers.allocate(panels, b.rows(), width).array();
        for (int panel = 0; panel < panels; panel++) {
            Panels.pack(b, panel * width, width, kernel, panel * b.rows() * width);
        }
        return kernel;
    }

    /** dy·wᵀ for {@code count} output rows. Gradients of overlapping patches of one row are already added. */
    private void products(Tensor dy, IndirectGemm gemm, float[] kernel, int width, int row, int count,
            int[] dyAt, float[] products, float[] rows) {
        Arrays.fill(rows, 0, count * size, 0);
        int filters = dy.columns();
        int pixels;
        for (int j = 0; j < g.outWidth(); j += pixels) {
            pixels = Math.min(PIXELS, g.outWidth() - j);         // less than OW only if there is a single row
            for (int r = 0; r < PIXELS; r++) {
                dyAt[r] = (row * g.outWidth() + j + Math.min(r, count * pixels - 1)) * filters;
            }
            for (int k = 0; k < taps.length; k += width) {
                Arrays.fill(products, 0, count * pixels * width, 0);
                gemm.addProduct(dy.array(), dyAt, 0, count * pixels, filters, kernel, k * filters, products, 0,
                        width, width);
                for (int i = 0; i < count; i++) {
                    add(products, i * pixels * width, width, pixels, k, rows, i * size + j);
                }
            }
        }
    }

    /** Adds the products of one panel, taps k to k + width - 1, to the copied rows of one output row. */
    private void add(float[] products, int from, int width, int pixels, int k, float[] rows, int to) {
        int end = Math.min(k + width, taps.length);
        int tap = k;
        // Four taps at a time, whose products are adjacent: one tap at a time takes one and a half times as long.
        for (; tap + 4 <= end; tap += 4) {
            addFour(products, from + tap - k, width, pixels, rows, to + taps[tap], to + taps[tap + 1],
                    to + taps[tap + 2], to + taps[tap + 3]);
        }
        for (; tap < end; tap++) {
            int at = to + taps[tap];
            for (int i = 0; i < pixels; i++) {
                rows[at + i] += products[from + tap - k + i * width];
            }
        }
    }

    private static void addFour(float[] products, int from, int width, int pixels, float[] rows, int to0, int to1,
            int to2, int to3) {
        for (int i = 0; i < pixels; i++) {
            int p = from + i * width;
            rows[to0 + i] += products[p];
            rows[to1 + i] += products[p + 1];
            rows[to2 + i] += products[p + 2];
            rows[to3 + i] += products[p + 3];
        }
    }
}
