package easel.core;

import easel.core.Axis.Line;
import easel.core.TilePlan.Pair;
import easel.core.TilePlan.Term;
import easel.core.kernels.Combiner;
import easel.core.kernels.Gemm;
import easel.core.kernels.IndirectGemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import java.util.Arrays;

/**
 * Convolutions, their input gradients and their weight gradients between many channels by {@link Winograd}'s algorithm:
 * the result is cut into tiles of m×m places of one image.
 *
 * <pre>
 * X̂ = Bᵀ·X·B   Ŵ = G·W·Gᵀ   Ŷ[i,j] = X̂[i,j]·Ŵ[i,j]    Y = Aᵀ·Ŷ·A           (tiles, C)·(C, OC) for each i, j
 *               D̂ = A·dY·Aᵀ  dŴ[i,j] = X̂[i,j]ᵀ·D̂[i,j]  dW = Gᵀ·dŴ·G         (C, tiles)·(tiles, OC)
 * </pre>
 *
 * <p>The algorithm knows stride 1 only: a convolution of stride s is the sum of s·s on every s-th pixel, and its input
 * gradient is s·s of them side by side ({@link TilePlan}).
 *
 * <p>Some tiles at a time are transformed and multiplied, while caches hold them. A value of Y depends on its image
 * alone; one of dŴ is a chain of sums over all tiles. Half or twice as many tiles at a time are no faster, four times as
 * many slower; neither is it faster to give each thread tiles of its own from window to result, nor to take the phases
 * of a stride together by way of tiles that begin one place earlier, to see the same window.
 */
final class TiledConvolution {
    /** Floats of transformed tiles at a time. */
    private static final int TOGETHER = 3 << 18;
    /** Tiles at a time, at least: enough to pay for fetching transformed kernels. */
    private static final int LEAST = 32;
    /** Between the parts of transforms, or they would lie at multiples of 4096 bytes and displace each other. */
    private static final int GAP = 16;
    /** Pairs of channels whose kernels a thread transforms together. */
    private static final int PAIRS = 256;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);
    private static final ThreadLocal<Space> SPACE = ThreadLocal.withInitial(Space::new);

    private final Gemm gemm = Gemm.chosen();
    private final Combiner combiner = gemm.combiner();
    private final IndirectGemm indirect = gemm.indirect();
    private final TilePlan plan;
    private final Winograd winograd;
    private final int p;
    private final int m;
    private final int images;
    private final int channels;
    private final int filters;
    private final int together;
    private final int width;
    private final int panels;

    private TiledConvolution(TilePlan plan, int images, int channels, int filters) {
        this.plan = plan;
        this.winograd = plan.winograd();
        this.p = winograd.products;
        this.m = winograd.outputs;
        this.images = images;
        this.channels = channels;
        this.filters = filters;
        int tile = plan.products() * (plan.windows().size() * channels + plan.phases().size() * filters);
        this.together = Math.min(tiles(), Math.min(IndirectGemm.ROWS, Math.max(LEAST, TOGETHER / tile)));
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
    static void fill(TilePlan plan, Tensor operand, Tensor weight, Tensor result) {
        new TiledConvolution(plan, operand.shape().axis(0), operand.columns(), result.columns())
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
    static void fillGradient(TilePlan plan, Tensor x, Tensor dy, Tensor dw) {
        new TiledConvolution(plan, x.shape().axis(0), x.columns(), dy.columns()).differentiate(x, dy, dw);
    }

    /** What a call needs; kept by the thread that calls. */
    private static final class Workspace {
        private float[] operand = new float[0];
        private float[] result = new float[0];
        private float[] kernel = new float[0];
        private float[] packed = new float[0];
        private int[] places = new int[0];
        private float[][] sums = new float[0][];

        float[] operand(int size) {
            return operand = atLeast(operand, size);
        }

        float[] result(int size) {
            return result = atLeast(result, size);
        }

        float[] kernel(int size) {
            return kernel = atLeast(kernel, size);
        }

        float[] packed(int size) {
            return packed = atLeast(packed, size);
        }

        /** Where tiles begin that lie so far apart. */
        int[] places(int distance) {
            if (places.length == 0 || places[1] != distance) {
                places = new int[IndirectGemm.ROWS];
                Arrays.setAll(places, i -> i * distance);
            }
            return places;
        }

        float[][] sums(int count, int size) {
            if (sums.length < count) {
                sums = Arrays.copyOf(sums, count);
            }
            for (int i = 0; i < count; i++) {
                sums[i] = sums[i] == null ? new float[size] : atLeast(sums[i], size);
            }
            return sums;
        }
    }

    /** What a thread needs for a tile. */
    private static final class Space {
        private float[] tile = new float[0];
        private float[] half = new float[0];

        float[] tile(int size) {
            return tile = atLeast(tile, size);
        }

        float[] half(int size) {
            return half = atLeast(half, size);
        }
    }

    private static float[] atLeast(float[] array, int size) {
        return array.length < size ? new float[size] : array;
    }

    private int tiles() {
        return images * plan.down() * plan.right();
    }

    /** Floats of some channels of all tiles that are taken together, for one of the products. */
    private int part(int columns) {
        return together * columns + GAP;
    }

    /** Floats of Ŷ for one of the products: panel by panel, (panels, tiles, width). */
    private int part() {
        return panels * rows() * width + GAP;
    }

    /** Tiles that are taken together, and what the last group of rows is filled up with. */
    private int rows() {
        return (together + IndirectGemm.GROUP - 1) / IndirectGemm.GROUP * IndirectGemm.GROUP;
    }

    private void convolve(Tensor operand, Tensor weight, Tensor result) {
        Workspace space = WORKSPACE.get();
        float[] kernel = transformKernel(weight, space);
        float[] x = space.operand(plan.windows().size() * plan.products() * part(channels) + rows() * channels);
        float[] y = space.result(plan.phases().size() * plan.products() * part());
        int[] places = space.places(channels);
        for (int first = 0; first < tiles(); first += together) {
            int tile = first;
            int count = Math.min(together, tiles() - first);
            transformWindows(operand, tile, count, x);
            Parallel.forRange(plan.products() * plan.phases().size(), 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    multiply(i / plan.products(), i % plan.products(), count, x, places, kernel, y);
                }
            });
            int phases = plan.phases().size();
            Parallel.forRange(count * phases, 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    collect(y, i % phases, i / phases, tile + i / phases, result);
                }
            });
        }
    }

    /** Ŵ of every term, panel by panel, (terms, products, panels, C, width). */
    private float[] transformKernel(Tensor weight, Workspace space) {
        int taps = weight.shape().axis(0) * weight.shape().axis(1);
        int size = panels * channels * width;
        float[] w = width == filters ? weight.array() : pack(weight, taps, space.packed(taps * size));
        float[] kernel = space.kernel(plan.terms().size() * plan.products() * (size + GAP));
        int line = weight.shape().axis(1) * size;
        int pieces = (size - 1) / PAIRS + 1;
        Parallel.forRange(plan.terms().size() * pieces, 4, (from, to) -> {
            for (int i = from; i < to; i++) {
                int at = i % pieces * PAIRS;
                transformKernel(w, line, size, i / pieces, at, Math.min(PAIRS, size - at), kernel);
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

    private void transformKernel(float[] weight, int line, int size, int index, int at, int n, float[] kernel) {
        Term term = plan.terms().get(index);
        int taps = term.right().taps();
        float[] half = SPACE.get().half(p * taps * n);
        for (int v = 0; v < taps; v++) {
            combiner.combine(winograd.kernel, winograd.taps, p, term.down().taps(), weight,
                    tap(term, v, line, size) + at, term.down().turn() * line, half, v * n, taps * n, n);
        }
        for (int i = 0; i < p; i++) {
            combiner.combine(winograd.kernel, winograd.taps, p, taps, half, i * taps * n, n, kernel,
                    (index * p + i) * p * (size + GAP) + at, size + GAP, n);
        }
    }

    /** Where the first of a column of taps lies in the weight. */
    private static int tap(Term term, int v, int line, int size) {
        return term.down().first() * line + (term.right().first() + v * term.right().turn()) * size;
    }

    private void transformWindows(Tensor operand, int tile, int count, float[] x) {
        int windows = plan.windows().size();
        Parallel.forRange(count * windows, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int t = i / windows;
                Pair<Line> window = plan.windows().get(i % windows);
                spread(operand, winograd.data, winograd.inputs, tile + t, window.down(), window.right(), x,
                        i % windows * plan.products() * part(channels) + t * channels, part(channels));
            }
        });
    }

    /** M·X·Mᵀ for the matrix M, (products, n), and n×n places X of an image. */
    private void spread(Tensor image, float[] matrix, int n, int tile, Line down, Line right, float[] to, int at,
            int part) {
        Shape shape = image.shape();
        int depth = image.columns();
        int line = shape.axis(2) * depth;
        int picture = tile / plan.right() / plan.down() * shape.axis(1);
        int row = tile / plan.right() % plan.down() * m * down.stride() + down.shift();
        int column = tile % plan.right() * m * right.stride() + right.shift();
        Space space = SPACE.get();
        float[] half = space.half(p * n * depth);
        boolean inside = right.stride() == 1 && row >= 0 && row + (n - 1) * down.stride() < shape.axis(1)
                && column >= 0 && column + n <= shape.axis(2);
        if (inside) {
            combiner.combine(matrix, n, p, n, image.array(), (picture + row) * line + column * depth,
                    down.stride() * line, half, 0, n * depth, n * depth);
        } else {
            float[] x = space.tile(n * n * depth);
            for (int i = 0; i < n * n; i++) {
                int r = row + i / n * down.stride();
                int c = column + i % n * right.stride();
                if (r >= 0 && r < shape.axis(1) && c >= 0 && c < shape.axis(2)) {
                    System.arraycopy(image.array(), (picture + r) * line + c * depth, x, i * depth, depth);
                } else {
                    Arrays.fill(x, i * depth, (i + 1) * depth, 0);
                }
            }
            combiner.combine(matrix, n, p, n, x, 0, n * depth, half, 0, n * depth, n * depth);
        }
        for (int i = 0; i < p; i++) {
            combiner.combine(matrix, n, p, n, half, i * n * depth, depth, to, at + i * p * part, part, depth);
        }
    }

    /** Ŷ of one phase for one of the products: the sum of its terms. */
    private void multiply(int phase, int product, int count, float[] x, int[] places, float[] kernel, float[] y) {
        int size = panels * channels * width;
        for (int panel = 0; panel < panels; panel++) {
            int at = (phase * plan.products() + product) * part() + panel * rows() * width;
            Arrays.fill(y, at, at + count * width, 0);
            for (int i = 0; i < plan.terms().size(); i++) {
                Term term = plan.terms().get(i);
                if (term.phase() == phase) {
                    indirect.addProduct(x, places, (term.window() * plan.products() + product) * part(channels), count,
                            channels, kernel, (i * plan.products() + product) * (size + GAP) + panel * channels * width,
                            y, at, width);
                }
            }
        }
    }

    private static MatrixView view(float[] data, int at, int rows, int columns) {
        return new MatrixView(data, at, rows, columns, false);
    }

    /** Y = Aᵀ·Ŷ·A, of which the places inside the result are kept. */
    private void collect(float[] from, int phase, int t, int tile, Tensor result) {
        Axis down = plan.phases().get(phase).down();
        Axis right = plan.phases().get(phase).right();
        int row = tile / plan.right() % plan.down() * m;
        int column = tile % plan.right() * m;
        int rows = Math.min(m, down.count() - row);
        int columns = Math.min(m, right.count() - column);
        Space space = SPACE.get();
        float[] half = space.half(p * m * filters);
        float[] y = space.tile(m * m * filters);
        for (int i = 0; i < p * panels; i++) {
            int filter = i % panels * width;
            int product = phase * plan.products() + i / panels * p;
            combiner.combine(winograd.sums, p, m, p, from,
                    product * part() + (i % panels * rows() + t) * width, part(), half,
                    i / panels * m * filters + filter, filters, Math.min(width, filters - filter));
        }
        combiner.combine(winograd.sums, p, m, p, half, 0, m * filters, y, 0, m * filters, m * filters);
        Shape shape = result.shape();
        int picture = tile / plan.right() / plan.down() * shape.axis(1);
        for (int i = 0; i < rows; i++) {
            int line = (picture + down.start() + (row + i) * down.step()) * shape.axis(2);
            for (int j = 0; j < columns; j++) {
                System.arraycopy(y, (i * m + j) * filters, result.array(),
                        (line + right.start() + (column + j) * right.step()) * filters, filters);
            }
        }
    }

    private void differentiate(Tensor x, Tensor dy, Tensor dw) {
        Workspace space = WORKSPACE.get();
        float[] xs = space.operand(plan.products() * part(channels));
        float[] dys = space.result(plan.products() * part(filters));
        float[][] sums = space.sums(plan.products(), channels * filters);
        Line place = new Line(1, 0, 0, 1, m);
        for (int first = 0; first < tiles(); first += together) {
            int tile = first;
            int count = Math.min(together, tiles() - first);
            transformWindows(x, tile, count, xs);
            Parallel.forRange(count, 1, (from, to) -> {
                for (int t = from; t < to; t++) {
                    spread(dy, winograd.values, m, tile + t, place, place, dys, t * filters, part(filters));
                }
            });
            Parallel.forRange(plan.products(), 1, (from, to) -> {
                for (int i = from; i < to; i++) {
                    MatrixView a = view(xs, i * part(channels), count, channels).transpose();
                    MatrixView b = view(dys, i * part(filters), count, filters);
                    if (tile == 0) {
                        gemm.multiply(a, b, view(sums[i], 0, channels, filters));
                    } else {
                        gemm.multiplyAdd(a, b, view(sums[i], 0, channels, filters));
                    }
                }
            });
        }
        int size = channels * filters;
        int pieces = (size - 1) / PAIRS + 1;
        Parallel.forRange(pieces, 4, (from, to) -> {
            for (int i = from; i < to; i++) {
                collectKernel(sums, i * PAIRS, Math.min(PAIRS, size - i * PAIRS), dw);
            }
        });
    }

    /** dW = Gᵀ·dŴ·G. */
    private void collectKernel(float[][] sums, int at, int n, Tensor dw) {
        Term term = plan.terms().get(0);
        int size = channels * filters;
        int line = dw.shape().axis(1) * size;
        int taps = term.right().taps();
        Space space = SPACE.get();
        float[] half = space.half(p * taps * n);
        float[] row = space.tile(p * n);
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < p; j++) {
                System.arraycopy(sums[i * p + j], at, row, j * n, n);
            }
            combiner.combine(winograd.kernelSums, p, taps, p, row, 0, n, half, i * taps * n, n, n);
        }
        for (int v = 0; v < taps; v++) {
            combiner.combine(winograd.kernelSums, p, term.down().taps(), p, half, v * n, taps * n, dw.array(),
                    tap(term, v, line, size) + at, term.down().turn() * line, n);
        }
    }
}
