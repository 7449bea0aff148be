package easel.core.convolution;

import easel.core.convolution.Axis.Line;
import easel.core.kernels.TransformGemm;
import java.util.ArrayList;
import java.util.List;

/**
 * How {@link WinogradConvolution} computes some places of a result, or some taps of a weight gradient: as sums of small
 * convolutions of stride 1.
 *
 * <p>Whether that pays, and by which tiles, depends on the sizes of an image and a kernel alone, neither on the batch
 * nor on the machine: hence the bits do not depend on them either. Large tiles take fewer products, but transformed
 * kernels of so many numbers that small batches, or many channels, cannot pay for them: 256 filters of 5×5 taps between
 * 128 channels are 10 MB for tiles of 4×4 places, 50 MB for 12×12.
 *
 * @param winograd the algorithm, in both directions
 * @param phases pairs of axes: the places of the result
 * @param terms pairs of lines whose sum makes a phase, phase after phase; all phases see the same of the operand
 * @param down tiles of each phase, from top to bottom
 * @param right tiles, from left to right
 */
record WinogradPlan(Winograd winograd, List<Pair<Axis>> phases, List<Pair<Line>> terms, int down, int right) {
    /** Channels of either side below which transforms cost more than they save. */
    private static final int FEW = 32;
    /** The most taps in a direction: larger kernels leave tiles of one or two places. */
    private static final int MOST_TAPS = 5;
    /** The most floats of transformed kernels: 32 MB. */
    private static final long MOST = 8 << 20;
    /**
     * The most terms in a sum of products by few points, for rounding grows with their root: the result is off by at
     * most 5e-6 of its largest value, of normal numbers; with ±i and 256 terms by 2e-6 for kernels of five taps, 4e-6
     * for two. Roots of 1 keep it below 1e-6.
     */
    private static final int MOST_TERMS = 256;
    /** The same for tiles with ±i. */
    private static final int MOST_TERMS_PAIR = 512;
    /** Outputs of a tile below which roots of 1 are no gain. */
    private static final int SMALL = 4;

    // What things cost, as measured with batches from 16 to 128, beside a multiply-add of a large product. One of a
    // transform costs the same, and so does a number of Ŵ, to make and to fetch, for each image of some dozens.
    /** A number of X̂ or Ŷ, to write and to read: first-level caches do not hold them. */
    private static final long PASSED = 12;
    /** The same by roots of 1, with what makes products of pairs. */
    private static final long PASSED_PAIRS = 60;

    /** One for each direction. */
    record Pair<T>(T down, T right) {}

    /** Windows: what one phase sees. */
    int windows() {
        return terms.size() / phases.size();
    }

    /**
     * Plans that together fill a result: phases that see the same windows share one, and the transforms of these.
     *
     * @param down axes of the result's rows
     * @param right axes of its columns
     * @param channels of the operand
     * @param filters channels of the result
     * @return plans, or none where the plain sums are less work
     */
    static List<WinogradPlan> ofSums(List<Axis> down, List<Axis> right, int channels, int filters) {
        List<WinogradPlan> plans = new ArrayList<>();
        for (List<Axis> d : alike(down)) {
            for (List<Axis> r : alike(right)) {
                plans.add(ofSum(d, r, channels, filters));
            }
        }
        return ifLess(plans, work(down) * work(right), channels, filters);
    }

    /**
     * Plans that together fill the gradient by a kernel: one for all taps with the same remainder by the stride.
     *
     * @param down axis of the convolution's rows
     * @param right axis of its columns
     * @param channels of its operand
     * @param filters channels of its result
     * @return plans of one term each, or none where the plain sums are less work
     */
    static List<WinogradPlan> ofGradient(Axis down, Axis right, int channels, int filters) {
        List<WinogradPlan> plans = new ArrayList<>();
        for (Line u : down.lines()) {
            for (Line v : right.lines()) {
                plans.add(least(List.of(new Pair<>(down, right)), List.of(new Pair<>(u, v)), channels, filters));
            }
        }
        return ifLess(plans, down.work() * right.work(), channels, filters);
    }

    private static List<WinogradPlan> ifLess(List<WinogradPlan> plans, long products, int channels, int filters) {
        boolean many = Math.min(channels, filters) >= FEW;
        boolean less = many && plans.stream().allMatch(plan -> plan.fits(channels, filters))
                && plans.stream().mapToLong(plan -> plan.work(channels, filters)).sum() < products * channels * filters;
        return less ? plans : List.of();
    }

    /** Axes that see the same of the operand, together. */
    private static List<List<Axis>> alike(List<Axis> axes) {
        List<List<Axis>> groups = new ArrayList<>();
        for (Axis axis : axes) {
            groups.stream().filter(group -> group.get(0).sees(axis)).findFirst().orElseGet(() -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
            }).add(axis);
        }
        return groups;
    }

    private static WinogradPlan ofSum(List<Axis> down, List<Axis> right, int channels, int filters) {
        List<Pair<Axis>> phases = new ArrayList<>();
        List<Pair<Line>> terms = new ArrayList<>();
        for (Axis d : down) {
            for (Axis r : right) {
                for (Line u : d.lines()) {
                    for (Line v : r.lines()) {
                        terms.add(new Pair<>(u, v));
                    }
                }
                phases.add(new Pair<>(d, r));
            }
        }
        return least(phases, terms, channels, filters);
    }

    /** With the tiles that are the least work. A single tile need not count the padding round the image twice. */
    private static WinogradPlan least(List<Pair<Axis>> phases, List<Pair<Line>> terms, int channels, int filters) {
        int taps = Math.min(MOST_TAPS, terms.stream().mapToInt(WinogradPlan::taps).max().orElse(1));
        int rows = phases.stream().mapToInt(phase -> phase.down().count()).max().orElseThrow();
        int columns = phases.stream().mapToInt(phase -> phase.right().count()).max().orElseThrow();
        List<Winograd> candidates = new ArrayList<>();
        candidates.add(Winograd.ofFewPoints(false, taps));
        candidates.add(Winograd.ofFewPoints(true, taps));
        int size = Math.max(rows, columns);
        int outputs = size;
        for (int tiles = 1; outputs > SMALL; tiles++) {
            outputs = (size - 1) / tiles + 1;
            int inputs = outputs + taps - 1;
            if (inputs <= TransformGemm.TERMS) {
                int padding = tiles > 1 ? 0 : padding(phases.get(0), terms, inputs);
                candidates.add(Winograd.ofRoots(inputs - padding, outputs, taps));
            }
        }
        WinogradPlan best = null;
        for (Winograd w : candidates) {
            WinogradPlan plan = new WinogradPlan(w, phases, terms, (rows - 1) / w.outputs + 1, (columns - 1) / w.outputs + 1);
            if (best == null || !best.fits(channels, filters)
                    || plan.fits(channels, filters) && plan.work(channels, filters) < best.work(channels, filters)) {
                best = plan;
            }
        }
        return best;
    }

    private static int taps(Pair<Line> term) {
        return Math.max(term.down().taps(), term.right().taps());
    }

    /** Places at the beginning and at the end of every window of n that lie outside the operand. */
    private static int padding(Pair<Axis> phase, List<Pair<Line>> terms, int n) {
        int padding = terms.isEmpty() ? 0 : n;
        for (Pair<Line> term : terms) {
            padding = Math.min(padding, Math.min(padding(term.down(), n, phase.down().size()),
                    padding(term.right(), n, phase.right().size())));
        }
        return padding;
    }

    private static int padding(Line line, int n, int size) {
        int before = line.outside(line.shift());
        return Math.min(before, n - before - line.inside(line.shift(), n, size));
    }

    private static long work(List<Axis> axes) {
        return axes.stream().mapToLong(Axis::work).sum();
    }

    /** Products of two directions. */
    int products() {
        return winograd.products();
    }

    private boolean fits(int channels, int filters) {
        return !terms.isEmpty() && terms.stream().allMatch(term -> taps(term) <= MOST_TAPS)
                && products(channels, filters) <= MOST
                && (!winograd.fewPoints()
                        || windows() * (long) channels <= (winograd.pair() ? MOST_TERMS_PAIR : MOST_TERMS));
    }

    /** Numbers of Ŵ: multiply-adds for one tile of all phases. */
    long products(int channels, int filters) {
        return (long) terms.size() * products() * channels * filters;
    }

    /** Multiply-adds for one image, or what costs as much. */
    private long work(int channels, int filters) {
        int p = winograd.rows;
        int n = winograd.inputs;
        int m = winograd.outputs;
        long seen = windows() * (long) channels;
        long made = phases.size() * (long) filters;
        long transforms = seen * n * p * (n + p) + made * m * p * (m + p);
        long passed = (seen + made) * products() * (winograd.fewPoints() ? PASSED : PASSED_PAIRS);
        return products(channels, filters) * (down * right + 1) + (transforms + passed) * down * right;
    }
}
