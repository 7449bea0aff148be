package easel.core.convolution;

import easel.core.Shape;
import easel.core.Tensor;
import easel.core.convolution.Axis.Line;
import easel.core.convolution.WinogradPlan.Pair;
import easel.core.convolution.WinogradTransform.Places;
import easel.core.kernels.CacheLines;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import easel.core.kernels.Scratch;
import java.util.Arrays;

/**
 * Convolutions, their input gradients and their weight gradients between many channels by {@link Winograd}'s algorithm:
 * the result is cut into tiles of m×m places of one image, often the whole of it.
 *
 * <pre>
 * X̂ = B·X·Bᵀ   Ŵ = G·W·Gᵀ   Ŷ[i] = X̂[i]·Ŵ[i]    Y = Aᵀ·Ŷ·A           (tiles, C)·(C, OC) for each product i
 *               D̂ = A·dY·Aᵀ  dŴ[i] = X̂[i]ᵀ·D̂[i]  dW = Gᵀ·dŴ·G         (C, tiles)·(tiles, OC)
 * </pre>
 *
 * <p>The algorithm knows stride 1 only: a convolution of stride s is the sum of s·s on every s-th pixel, and its input
 * gradient is s·s of them side by side ({@link WinogradPlan}).
 *
 * <p>Some tiles at a time are transformed and multiplied, while caches hold them, by one thread from window to result
 * if there are enough for all: what another thread has written may be far away. A value of Y depends on its image alone;
 * one of dŴ is a chain of sums over all tiles. It is no faster to take the phases of a stride together by way of tiles
 * that begin one place earlier, to see the same window.
 */
final class WinogradConvolution {
    /** Floats of transformed kernels that caches hold, so that few tiles pay for fetching them again. */
    private static final int NEAR = 3 << 20;
    /** Tiles at a time then: X̂ and Ŷ stay in the second-level cache. */
    private static final int NEAR_RESULTS = 16;
    /** The same for dŴ, which is not only fetched. */
    private static final int NEAR_GRADIENTS = 32;
    /** Tiles at a time otherwise, when each product's factors are fetched first: a tenth faster, but slower if near. */
    private static final int FAR = 64;
    /** A cache line between the parts of transforms, or they would lie at multiples of 4 KB and displace each other. */
    private static final int GAP = CacheLines.FLOATS;
    /** Pairs of channels whose kernels a thread transforms together. */
    private static final int PAIRS = 256;

    private static final Scratch<float[]> OPERAND = Scratch.ofFloats();
    private static final Scratch<float[]> RESULT = Scratch.ofFloats();
    private static final Scratch<float[]> KERNEL = Scratch.ofFloats();
    private static final Scratch<float[]> PACKED = Scratch.ofFloats();

    private final Gemm gemm = Gemm.chosen();
    private final IndirectGemm indirect = gemm.indirect();
    private final WinogradPlan plan;
    private final Winograd winograd;
    private final int m;
    private final int images;
    private final int channels;
    private final int filters;
    private final boolean far;
    private final int together;
    private final int width;
    private final int panels;

    private WinogradConvolution(WinogradPlan plan, int images, int channels, int filters, int near) {
        this.plan = plan;
        this.winograd = plan.winograd();
        this.m = winograd.outputs;
        this.images = images;
        this.channels = channels;
        this.filters = filters;
        this.far = plan.products(channels, filters) > NEAR;
        this.together = Math.min(tiles(), far ? FAR : near);
        this.width = indirect.width(filters);
        this.panels = (filters - 1) / width + 1;
    }

    /**
     * Fills the result.
     *
     * @param plan fits the tensors
     * @param operand (N, H, W, C). Not modified
     * @param weight (KH, KW, C, OC). Not modified
     * @param result (N, OH, OW, OC). Modified
     */
    static void fill(WinogradPlan plan, Tensor operand, Tensor weight, Tensor result) {
        new WinogradConvolution(plan, operand.shape().axis(0), operand.columns(), result.columns(), NEAR_RESULTS)
                .convolve(operand, weight, result);
    }

    /**
     * Fills the gradient by the weight.
     *
     * @param plan of one term
     * @param x (N, H, W, C). Not modified
     * @param dy (N, OH, OW, OC). Not modified
     * @param dw (KH, KW, C, OC). Modified
     */
    static void fillGradient(WinogradPlan plan, Tensor x, Tensor dy, Tensor dw) {
        new WinogradConvolution(plan, x.shape().axis(0), x.columns(), dy.columns(), NEAR_GRADIENTS)
                .differentiate(x, dy, dw);
    }

    private int tiles() {
        return images * plan.down() * plan.right();
    }

    /** Floats of some channels of all tiles that are taken together, for one of the products. */
    private int part(int columns) {
        return together * columns + GAP;
    }

    /** Floats of Ŷ for one of the products, the last group of rows filled up. */
    private int part() {
        return rows() * panels * width + GAP;
    }

    /** Tiles that are taken together, and what the last group of rows is filled up with. */
    private int rows() {
        return (together + IndirectGemm.GROUP - 1) / IndirectGemm.GROUP * IndirectGemm.GROUP;
    }

    private void convolve(Tensor operand, Tensor weight, Tensor result) {
        float[] kernel = transformKernel(weight);
        int[] places = new int[IndirectGemm.ROWS];
        Arrays.setAll(places, i -> i * channels);
        int groups = (tiles() - 1) / together + 1;
        Parallel.forRange(groups, groups < Parallel.threads() ? groups : 1, (from, to) -> {
            for (int group = from; group < to; group++) {
                convolve(operand, group * together, kernel, places, result);
            }
        });
    }

    /** The results of some tiles, on all threads if they have nothing else to do. */
    private void convolve(Tensor operand, int first, float[] kernel, int[] places, Tensor result) {
        float[] x = OPERAND.atLeast(plan.products() * part(channels) + rows() * channels);
        float[] y = RESULT.atLeast(plan.phases().size() * plan.products() * part());
        int count = Math.min(together, tiles() - first);
        for (int i = 0; i < plan.windows(); i++) {
            int window = i;
            transformWindows(plan.terms().get(window), operand, first, count, x);
            Parallel.forRange(plan.phases().size() * plan.products(), 1, (from, to) -> {
                for (int product = from; product < to; product++) {
                    multiply(window, product, count, x, places, kernel, y);
                }
            });
        }
        WinogradTransform toResults = WinogradTransform.toResults(winograd);
        int phases = plan.phases().size();
        Parallel.forRange(count * phases, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int t = i / phases;
                toResults.collect(y, i % phases * plan.products() * part() + t * panels * width, part(),
                        places(plan.phases().get(i % phases), first + t, result));
            }
        });
    }

    /** Ŵ of every term, panel by panel, (terms, products, panels, C, width). */
    private float[] transformKernel(Tensor weight) {
        int taps = weight.shape().axis(0) * weight.shape().axis(1);
        int size = panels * channels * width;
        float[] w = width == filters ? weight.array() : pack(weight, taps, PACKED.atLeast(taps * size));
        float[] kernel = KERNEL.atLeast(plan.terms().size() * plan.products() * (size + GAP));
        int line = weight.shape().axis(1) * size;
        int pieces = (size - 1) / PAIRS + 1;
        WinogradTransform ofKernels = WinogradTransform.ofKernels(winograd);
        Parallel.forRange(plan.terms().size() * pieces, 4, (from, to) -> {
            for (int i = from; i < to; i++) {
                int term = i / pieces;
                int at = i % pieces * PAIRS;
                ofKernels.spread(taps(plan.terms().get(term), w, line, size, at, Math.min(PAIRS, size - at)), kernel,
                        term * plan.products() * (size + GAP) + at, size + GAP);
            }
        });
        return kernel;
    }

    /** The weight panel by panel, (taps, panels, C, width), the last one filled up with zeros. */
    private float[] pack(Tensor weight, int taps, float[] packed) {
        Parallel.forRange(taps * panels, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int column = i % panels * width;
                int used = Math.min(width, filters - column);
                for (int c = 0; c < channels; c++) {
                    int at = (i * channels + c) * width;
                    System.arraycopy(weight.array(), (i / panels * channels + c) * filters + column, packed, at, used);
                    Arrays.fill(packed, at + used, at + width, 0);
                }
            }
        });
        return packed;
    }

    /** n pairs of channels of a term's taps. */
    private static Places taps(Pair<Line> term, float[] weight, int line, int size, int at, int n) {
        Line down = term.down();
        Line right = term.right();
        return new Places(weight, down.first() * line + right.first() * size + at, down.turn() * line,
                right.turn() * size, 0, down.taps(), 0, right.taps(), n);
    }

    private void transformWindows(Pair<Line> window, Tensor operand, int tile, int count, float[] x) {
        WinogradTransform ofWindows = WinogradTransform.ofWindows(winograd);
        Parallel.forRange(count, 1, (from, to) -> {
            for (int t = from; t < to; t++) {
                ofWindows.spread(places(operand, winograd.inputs, tile + t, window.down(), window.right()), x,
                        t * channels, part(channels));
            }
        });
    }

    /** Those of a tile's n×n places that lie inside the image. */
    private Places places(Tensor image, int n, int tile, Line down, Line right) {
        Shape shape = image.shape();
        int depth = image.columns();
        int line = shape.axis(2) * depth;
        int top = tile / plan.right() % plan.down() * m * down.stride() + down.shift();
        int left = tile % plan.right() * m * right.stride() + right.shift();
        int row = down.outside(top);
        int column = right.outside(left);
        int at = (tile / plan.right() / plan.down() * shape.axis(1) + top + row * down.stride()) * line
                + (left + column * right.stride()) * depth;
        return new Places(image.array(), at, down.stride() * line, right.stride() * depth,
                row, down.inside(top, n, shape.axis(1)), column, right.inside(left, n, shape.axis(2)), depth);
    }

    /** What a window adds to Ŷ of one of the products of all phases. */
    private void multiply(int window, int product, int count, float[] x, int[] places, float[] kernel, float[] y) {
        int size = panels * channels * width;
        int phase = product / plan.products();
        int of = product % plan.products();
        int term = phase * plan.windows() + window;
        int at = of * part(channels);
        int kernelAt = (term * plan.products() + of) * (size + GAP);
        if (far) {
            // Kept in the gap, where nobody reads it.
            y[(product + 1) * part() - 1] = CacheLines.fetch(x, at, at + count * channels)
                    + CacheLines.fetch(kernel, kernelAt, kernelAt + size);
        }
        int stride = panels * width;
        int yAt = product * part();
        if (window == 0) {
            Arrays.fill(y, yAt, yAt + count * stride, 0);
        }
        for (int column = 0; column < stride; column += width) {
            indirect.addProduct(x, places, at, count, channels, kernel, kernelAt + column * channels, y, yAt + column,
                    stride, width);
        }
    }

    private static MatrixView view(float[] data, int at, int rows, int columns) {
        return new MatrixView(data, at, rows, columns, false);
    }

    /** Those of a tile's m×m places that lie inside the result. */
    private Places places(Pair<Axis> phase, int tile, Tensor result) {
        Axis down = phase.down();
        Axis right = phase.right();
        int row = tile / plan.right() % plan.down() * m;
        int column = tile % plan.right() * m;
        Shape shape = result.shape();
        int line = shape.axis(2) * filters;
        int at = (tile / plan.right() / plan.down() * shape.axis(1) + down.start() + row * down.step()) * line
                + (right.start() + column * right.step()) * filters;
        return new Places(result.array(), at, down.step() * line, right.step() * filters,
                0, Math.max(0, Math.min(m, down.count() - row)),
                0, Math.max(0, Math.min(m, right.count() - column)), filters);
    }

    private void differentiate(Tensor x, Tensor dy, Tensor dw) {
        float[] xs = OPERAND.atLeast(plan.products() * part(channels));
        float[] dys = RESULT.atLeast(plan.products() * part(filters));
        int size = channels * filters;
        float[] sums = KERNEL.atLeast(plan.products() * (size + GAP));
        Line place = new Line(1, 0, 0, 1, m);
        WinogradTransform ofResults = WinogradTransform.ofResults(winograd);
        for (int first = 0; first < tiles(); first += together) {
            int tile = first;
            int count = Math.min(together, tiles() - first);
            transformWindows(plan.terms().get(0), x, tile, count, xs);
            Parallel.forRange(count, 1, (from, to) -> {
                for (int t = from; t < to; t++) {
                    ofResults.spread(places(dy, m, tile + t, place, place), dys, t * filters, part(filters));
                }
            });
            Parallel.forRange(plan.products(), 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    MatrixView a = view(xs, i * part(channels), count, channels).transpose();
                    MatrixView b = view(dys, i * part(filters), count, filters);
                    MatrixView c = view(sums, i * (size + GAP), channels, filters);
                    if (tile == 0) {
                        gemm.multiply(a, b, c);
                    } else {
                        gemm.multiplyAdd(a, b, c);
                    }
                }
            });
        }
        WinogradTransform toKernels = WinogradTransform.toKernels(winograd);
        int pieces = (size - 1) / PAIRS + 1;
        int line = dw.shape().axis(1) * size;
        Parallel.forRange(pieces, 4, (from, to) -> {
            for (int i = from; i < to; i++) {
                int n = Math.min(PAIRS, size - i * PAIRS);
                toKernels.collect(sums, i * PAIRS, size + GAP,
                        taps(plan.terms().get(0), dw.array(), line, size, i * PAIRS, n));
            }
        });
    }
}
