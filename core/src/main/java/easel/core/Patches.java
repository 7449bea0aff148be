package easel.core;

import easel.core.kernels.Gemm;
import easel.core.kernels.MatrixView;
import easel.core.kernels.Parallel;
import java.util.Arrays;

/**
 * Convolutions between few channels and any number of others, a few lines at a time: the patches under the window become
 * a matrix (lines·OW, KH·KW·C), which is multiplied by w as a matrix (KH·KW·C, OC). Products with zeros around the image
 * are computed.
 *
 * <p>Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document Processing, 2006.
 */
final class Patches {
    /** Rows of patches in one product: enough to pay for packing the weights, few enough to stay in cache. */
    private static final int ROWS = 256;
    /** Parts of the batch whose weight gradients are summed apart, then in order, whatever the threads. */
    private static final int PARTS = 8;

    private static final ThreadLocal<float[]> PATCHES = ThreadLocal.withInitial(() -> new float[0]);

    private Patches() {}

    /** y of few channels, or of few filters. */
    static Tensor forward(Tensor x, Tensor weight, Geometry g, Allocator to) {
        Tensor y = to.allocate(g.output(weight.columns()).batch(x.shape().axis(0)));
        MatrixView w = matrix(weight, g.patch());
        Blocks blocks = new Blocks(x.shape().axis(0), g);
        Parallel.forRange(blocks.count, 1, (from, until) -> {
            for (int block = from; block < until; block++) {
                MatrixView patches = patches(blocks.lines(block), g);
                gather(x, patches, blocks.first(block), g);
                Gemm.chosen().multiply(patches, w, lines(y, blocks, block));
            }
        });
        return y;
    }

    /** dx: the patches of dx, as a matrix, each added to where it came from. */
    static Tensor inputGradient(Tensor dy, Tensor weight, Geometry g, Allocator to) {
        Tensor dx = to.allocate(g.image().batch(dy.shape().axis(0)));
        MatrixView w = matrix(weight, g.patch());
        Blocks blocks = new Blocks(dy.shape().axis(0), g);
        // One image is one thread's: its blocks overlap where their windows do.
        Parallel.forRange(blocks.count, blocks.perImage, (from, until) -> {
            clear(dx, blocks.first(from), blocks.first(until), g);
            for (int block = from; block < until; block++) {
                MatrixView patches = patches(blocks.lines(block), g);
                Gemm.chosen().multiply(lines(dy, blocks, block), w.transpose(), patches);
                scatter(patches, dx, blocks.first(block), g);
            }
        });
        return dx;
    }

    /** dw, in parts of the batch that are added up in order. */
    static Tensor weightGradient(Tensor x, Tensor dy, Geometry g, Allocator to) {
        Blocks blocks = new Blocks(x.shape().axis(0), g);
        int parts = Math.min(PARTS, blocks.count);
        Tensor[] sums = new Tensor[parts];
        for (int part = 0; part < parts; part++) {
            sums[part] = to.allocate(g.window().height(), g.window().width(), g.channels(), dy.columns());
        }
        Parallel.forRange(parts, 1, (from, until) -> {
            for (int part = from; part < until; part++) {
                Arrays.fill(sums[part].array(), 0);
                for (int block = blocks.cut(part, parts); block < blocks.cut(part + 1, parts); block++) {
                    MatrixView patches = patches(blocks.lines(block), g);
                    gather(x, patches, blocks.first(block), g);
                    MatrixView sum = matrix(sums[part], g.patch());
                    Gemm.chosen().multiplyAdd(patches.transpose(), lines(dy, blocks, block), sum);
                }
            }
        });
        for (int part = 1; part < parts; part++) {
            Gradients.add(sums[0].array(), sums[part].array());
        }
        return sums[0];
    }

    /**
     * The lines of output of a batch, n·OH + i, cut into blocks: several whole images, or a part of one. The cut
     * depends on the sizes alone, never on the threads.
     */
    private static final class Blocks {
        final int count;
        final int perImage;
        private final int perBlock;
        private final int outHeight;
        private final int all;

        Blocks(int images, Geometry g) {
            int fitting = Math.max(1, ROWS / g.outWidth());
            this.outHeight = g.outHeight();
            this.all = images * outHeight;
            this.perBlock = fitting < outHeight ? fitting : fitting / outHeight * outHeight;
            this.perImage = fitting < outHeight ? (outHeight + perBlock - 1) / perBlock : 1;
            this.count = fitting < outHeight ? images * perImage : (all + perBlock - 1) / perBlock;
        }

        int first(int block) {
            if (perImage == 1) {
                return Math.min(block * perBlock, all);
            }
            return block / perImage * outHeight + block % perImage * perBlock;
        }

        int lines(int block) {
            return perImage == 1 || block % perImage == perImage - 1
                    ? first(block + 1) - first(block)
                    : perBlock;
        }

        int cut(int part, int parts) {
            return (int) ((long) part * count / parts);
        }
    }

    /** patches[(i, j), (u, v, c)] = x[n, i·strideDown + u - top, j·strideRight + v - left, c], or 0 outside. */
    private static void gather(Tensor x, MatrixView patches, int firstLine, Geometry g) {
        float[] image = x.array();
        float[] patch = patches.data();
        forEachRun(patches, firstLine, g, (from, to, length, before, after) -> {
            Arrays.fill(patch, to, to + before, 0);
            System.arraycopy(image, from, patch, to + before, length);
            Arrays.fill(patch, to + before + length, to + before + length + after, 0);
        });
    }

    /** The adjoint of {@link #gather}: adds every patch to the image it came from. */
    private static void scatter(MatrixView patches, Tensor dx, int firstLine, Geometry g) {
        float[] patch = patches.data();
        float[] image = dx.array();
        forEachRun(patches, firstLine, g, (to, from, length, before, after) -> {
            for (int i = 0; i < length; i++) {
                image[to + i] += patch[from + before + i];
            }
        });
    }

    /** One row of the window at one place: values that lie side by side in the image, and in the patch. */
    private interface Run {
        void at(int image, int patch, int length, int zerosBefore, int zerosAfter);
    }

    private static void forEachRun(MatrixView patches, int firstLine, Geometry g, Run run) {
        int c = g.channels();
        int width = g.window().width();
        int patch = patches.offset();
        int lines = patches.rows() / g.outWidth();
        for (int line = firstLine; line < firstLine + lines; line++) {
            int image = line / g.outHeight() * g.height();
            int top = line % g.outHeight() * g.window().strideDown() - g.sides().top();
            for (int j = 0; j < g.outWidth(); j++) {
                int left = j * g.window().strideRight() - g.sides().left();
                int before = Math.min(width, Math.max(0, -left));
                int after = Math.min(width - before, Math.max(0, left + width - g.width()));
                int inside = width - before - after;
                for (int row = top; row < top + g.window().height(); row++, patch += width * c) {
                    if (row < 0 || row >= g.height() || inside == 0) {
                        run.at(0, patch, 0, width * c, 0);
                    } else {
                        int from = ((image + row) * g.width() + left + before) * c;
                        run.at(from, patch, inside * c, before * c, after * c);
                    }
                }
            }
        }
    }

    private static void clear(Tensor dx, int firstLine, int endLine, Geometry g) {
        int size = g.image().size();
        Arrays.fill(dx.array(), firstLine / g.outHeight() * size, endLine / g.outHeight() * size, 0);
    }

    private static MatrixView matrix(Tensor weight, int rows) {
        return MatrixView.of(weight.array(), rows, weight.columns());
    }

    private static MatrixView lines(Tensor y, Blocks blocks, int block) {
        int places = y.shape().axis(2);
        return new MatrixView(y.array(), blocks.first(block) * places * y.columns(), blocks.lines(block) * places,
                y.columns(), false);
    }

    private static MatrixView patches(int lines, Geometry g) {
        int rows = lines * g.outWidth();
        if (PATCHES.get().length < rows * g.patch()) {
            PATCHES.set(new float[rows * g.patch()]);
        }
        return MatrixView.of(PATCHES.get(), rows, g.patch());
    }
}
