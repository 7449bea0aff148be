package easel.core.convolution;

import easel.core.convolution.Axis.Line;
import easel.core.kernels.TransformGemm;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a part of a convolution, its input gradient or its weight gradient into small convolutions of stride 1, and
 * selects the tiles and the {@link BilinearAlgorithm} for them.
 *
 * <p>The choice, including whether tiles are used at all, depends only on the sizes of an image and a kernel. It does
 * not depend on the batch or the machine, so neither do the bits. Large tiles need fewer products but larger
 * transformed kernels, whose cost is not amortised with small batches or many channels: the transformed kernels of 256
 * filters with 5×5 taps and 128 channels take 10 MB for tiles of 4×4 pixels, 50 MB for 12×12.
 *
 * @param algorithm the algorithm, for both dimensions
 * @param phases pairs of axes, one for each phase of the result
 * @param terms pairs of lines, phase by phase; a phase is the sum of its terms, and all phases read the same windows
 * @param tileRows tiles of each phase along the height
 * @param tileColumns tiles along the width
 */
record WinogradPlan(BilinearAlgorithm algorithm, List<Pair<Axis>> phases, List<Pair<Line>> terms, int tileRows,
        int tileColumns) {
    /** Below this many channels or filters, transforms cost more than they save. */
    private static final int FEW = 32;
    /** The most taps in one dimension. Larger kernels leave tiles of one or two pixels. */
    private static final int MAX_TAPS = 5;
    /** Transformed kernels of at most this many times the floats of the taps may have 256 MB, and cost half. */
    private static final int MAX_GROWTH = 8;
    private static final long MAX_KERNEL_IF_SMALL_GROWTH = 64 << 20;
    /** The most floats of other transformed kernels: 32 MB. */
    static final long MAX_KERNEL = 8 << 20;
    /** The search for DFT tiles ends at the first size m of at most this many pixels: smaller tiles are no gain. */
    private static final int SMALL = 4;

    // Cost model in multiply-adds of a large product, measured with batches from 16 to 128. A transform's multiply-add
    // costs 1; so does each transformed weight, amortised over a batch of a few dozen images. It costs a half if the
    // growth is small: then smaller batches suffice.
    /** Cost of writing and reading one number of X̂ or Ŷ: first-level caches do not hold them. */
    private static final long TRANSFORMED = 12;
    /** The same for the DFT form, including combining conjugate pairs. */
    private static final long TRANSFORMED_COMPLEX = 60;

    /** One value for each dimension. */
    record Pair<T>(T height, T width) {}

    /** Windows that one tile of a phase reads: up to s·s for a convolution of stride s, 1 for its gradients. */
    int windows() {
        return terms.size() / phases.size();
    }

    /**
     * Plans that together fill a result. Phases that read the same windows share a plan, and the transforms of these
     * windows.
     *
     * @param heights axes of the result's rows
     * @param widths axes of its columns
     * @param channels channels of the operand
     * @param filters channels of the result
     * @return plans, or an empty list if direct sums are less work
     */
    static List<WinogradPlan> ofSums(List<Axis> heights, List<Axis> widths, int channels, int filters) {
        List<WinogradPlan> plans = new ArrayList<>();
        for (List<Axis> h : groupByWindow(heights)) {
            for (List<Axis> w : groupByWindow(widths)) {
                plans.add(ofSum(h, w, channels, filters));
            }
        }
        return ifCheaper(plans, products(heights) * products(widths), channels, filters);
    }

    /**
     * Plans that together fill a weight gradient: one for each pair of lines.
     *
     * @param height axis of the convolution's rows
     * @param width axis of its columns
     * @param channels channels of its operand
     * @param filters channels of its result
     * @return plans of one term each, or an empty list if direct sums are less work
     */
    static List<WinogradPlan> ofGradient(Axis height, Axis width, int channels, int filters) {
        List<WinogradPlan> plans = new ArrayList<>();
        for (Line u : height.lines()) {
            for (Line v : width.lines()) {
                plans.add(cheapest(List.of(new Pair<>(height, width)), List.of(new Pair<>(u, v)), channels, filters));
            }
        }
        return ifCheaper(plans, height.products() * width.products(), channels, filters);
    }

    private static List<WinogradPlan> ifCheaper(List<WinogradPlan> plans, long products, int channels, int filters) {
        boolean cheaper = Math.min(channels, filters) >= FEW
                && plans.stream().allMatch(plan -> plan.fits(channels, filters))
                && plans.stream().mapToLong(plan -> plan.cost(channels, filters)).sum() < products * channels * filters;
        return cheaper ? plans : List.of();
    }

    private static List<List<Axis>> groupByWindow(List<Axis> axes) {
        List<List<Axis>> groups = new ArrayList<>();
        for (Axis axis : axes) {
            groups.stream().filter(group -> group.get(0).readsSameWindows(axis)).findFirst().orElseGet(() -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
            }).add(axis);
        }
        return groups;
    }

    private static WinogradPlan ofSum(List<Axis> heights, List<Axis> widths, int channels, int filters) {
        List<Pair<Axis>> phases = new ArrayList<>();
        List<Pair<Line>> terms = new ArrayList<>();
        for (Axis h : heights) {
            for (Axis w : widths) {
                for (Line u : h.lines()) {
                    for (Line v : w.lines()) {
                        terms.add(new Pair<>(u, v));
                    }
                }
                phases.add(new Pair<>(h, w));
            }
        }
        return cheapest(phases, terms, channels, filters);
    }

    private static WinogradPlan cheapest(List<Pair<Axis>> phases, List<Pair<Line>> terms, int channels, int filters) {
        int rows = phases.stream().mapToInt(phase -> phase.height().count()).max().orElseThrow();
        int columns = phases.stream().mapToInt(phase -> phase.width().count()).max().orElseThrow();
        WinogradPlan best = null;
        for (BilinearAlgorithm algorithm : candidates(phases, terms, Math.max(rows, columns))) {
            WinogradPlan plan = new WinogradPlan(algorithm, phases, terms,
                    (rows - 1) / algorithm.outputs + 1, (columns - 1) / algorithm.outputs + 1);
            if (best == null || !best.fits(channels, filters)
                    || plan.fits(channels, filters) && plan.cost(channels, filters) < best.cost(channels, filters)) {
                best = plan;
            }
        }
        return best;
    }

    /**
     * The Toom-Cook algorithms, and the DFT with 1, 2, 3 … tiles in a row. Toom-Cook with five points has the smallest
     * tiles and is for phases that they fill exactly; in other phases, larger tiles have less waste. With a single
     * tile, the padding at its two ends may alias, so the DFT needs fewer points.
     */
    private static List<BilinearAlgorithm> candidates(List<Pair<Axis>> phases, List<Pair<Line>> terms, int size) {
        int taps = Math.min(MAX_TAPS, terms.stream().mapToInt(WinogradPlan::taps).max().orElse(1));
        List<BilinearAlgorithm> candidates = new ArrayList<>();
        candidates.add(ToomCook.of(6, taps));
        candidates.add(ToomCook.of(8, taps));
        if (taps < 5 && phases.stream().allMatch(phase -> phase.height().count() % (6 - taps) == 0
                && phase.width().count() % (6 - taps) == 0)) {
            candidates.add(ToomCook.of(5, taps));
        }
        int outputs = size;
        for (int tiles = 1; outputs > SMALL; tiles++) {
            outputs = (size - 1) / tiles + 1;
            int inputs = outputs + taps - 1;
            if (inputs <= TransformGemm.MAX_TERMS) {
                int padding = tiles > 1 ? 0 : padding(phases.get(0), terms, inputs);
                candidates.add(DiscreteFourier.of(inputs - padding, outputs, taps));
            }
        }
        return candidates;
    }

    private static int taps(Pair<Line> term) {
        return Math.max(term.height().taps(), term.width().taps());
    }

    /** The number of padding positions that each window of n positions has both at its beginning and at its end. */
    private static int padding(Pair<Axis> phase, List<Pair<Line>> terms, int n) {
        int padding = terms.isEmpty() ? 0 : n;
        for (Pair<Line> term : terms) {
            padding = Math.min(padding, Math.min(padding(term.height(), n, phase.height().size()),
                    padding(term.width(), n, phase.width().size())));
        }
        return padding;
    }

    private static int padding(Line line, int n, int size) {
        int leading = line.leadingPadding(line.shift());
        return Math.min(leading, n - leading - line.inside(line.shift(), n, size));
    }

    private static long products(List<Axis> axes) {
        return axes.stream().mapToLong(Axis::products).sum();
    }

    /** Products for one tile, one channel and one filter. */
    int products() {
        return algorithm.products();
    }

    private boolean fits(int channels, int filters) {
        return !terms.isEmpty() && terms.stream().allMatch(term -> taps(term) <= MAX_TAPS)
                && kernelSize(channels, filters) <= (hasSmallGrowth() ? MAX_KERNEL_IF_SMALL_GROWTH : MAX_KERNEL)
                && windows() * (long) channels <= algorithm.maxTerms;
    }

    /** Floats of Ŵ. Also the multiply-adds for one tile of each phase. */
    long kernelSize(int channels, int filters) {
        return (long) terms.size() * products() * channels * filters;
    }

    /** Whether Ŵ has at most {@link #MAX_GROWTH} times the floats of the taps. */
    private boolean hasSmallGrowth() {
        int taps = terms.stream().mapToInt(term -> term.height().taps() * term.width().taps()).sum();
        return terms.size() * products() <= MAX_GROWTH * taps;
    }

    /** Cost of one image in multiply-adds. */
    private long cost(int channels, int filters) {
        int p = algorithm.rows;
        int n = algorithm.inputs;
        int m = algorithm.outputs;
        long read = windows() * (long) channels;
        long written = phases.size() * (long) filters;
        long transforms = read * n * p * (n + p) + written * m * p * (m + p);
        long transformed = (read + written) * products() * (algorithm.isReal() ? TRANSFORMED : TRANSFORMED_COMPLEX);
        long kernel = kernelSize(channels, filters);
        return kernel * tileRows * tileColumns + (hasSmallGrowth() ? kernel / 2 : kernel)
                + (transforms + transformed) * tileRows * tileColumns;
    }
}
