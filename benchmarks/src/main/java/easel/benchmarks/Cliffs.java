package easel.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Finds sizes at which the time of a network grows faster than its number of multiply-adds. */
public final class Cliffs {
    /** A cliff is a larger factor between the times per multiply-add of two neighbouring sizes. */
    public static final double LIMIT = 1.2;

    private Cliffs() {}

    /**
     * Two neighbouring sizes with a jump between them.
     *
     * @param from the smaller size
     * @param to the larger size
     * @param factor the time per multiply-add at {@code to}, divided by that at {@code from}
     */
    public record Cliff(int from, int to, double factor) {}

    /**
     * Finds the cliffs. Sizes without a measured value are omitted.
     *
     * @param sizes in ascending order
     * @param time the time per example for each size, NaN if it was not measured
     * @param multiplyAdds the multiply-adds per example for each size
     * @return the jumps by more than {@link #LIMIT}, by ascending size
     */
    public static List<Cliff> find(List<Integer> sizes, IntToDoubleFunction time, IntToDoubleFunction multiplyAdds) {
        List<Integer> measured = sizes.stream().filter(size -> !Double.isNaN(time.applyAsDouble(size))).toList();
        List<Cliff> cliffs = new ArrayList<>();
        for (int i = 1; i < measured.size(); i++) {
            int from = measured.get(i - 1);
            int to = measured.get(i);
            double factor = time.applyAsDouble(to) / multiplyAdds.applyAsDouble(to)
                    / (time.applyAsDouble(from) / multiplyAdds.applyAsDouble(from));
            if (factor > LIMIT) {
                cliffs.add(new Cliff(from, to, factor));
            }
        }
        return cliffs;
    }
}
