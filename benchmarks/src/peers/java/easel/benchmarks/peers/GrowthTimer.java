package easel.benchmarks.peers;

import com.google.gson.Gson;
import easel.benchmarks.GrowthAxis;
import easel.benchmarks.GrowthBlock;
import easel.benchmarks.Sample;
import easel.timing.Stopwatch;
import java.util.List;
import java.util.Locale;

/**
 * Times {@link GrowthBlock}s of growing size in one library, in this process. A first pass over all sizes warms up. A
 * second pass measures and prints a {@link Run} as JSON for each size and mode.
 */
final class GrowthTimer {
    private static final int AT_LEAST = 3;        // measured runs, even if they take longer than the time

    private GrowthTimer() {}

    /** The measured libraries. */
    enum Library {
        EASEL("Easel"),
        TENSORFLOW("TensorFlow Java"),
        LIBTORCH("libtorch");

        private final String title;

        Library(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }

        private BlockRunner open(GrowthBlock block, Inference.By by) {
            return switch (this) {
                case EASEL -> new EaselBlock(block, by);
                case TENSORFLOW -> new TensorFlowBlock(block);
                case LIBTORCH -> new LibtorchBlock(block);
            };
        }
    }

    /** A training step, or inference. */
    enum Mode {
        TRAINING,
        INFERENCE;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Runnable of(BlockRunner runner) {
            return this == TRAINING ? runner::train : runner::infer;
        }
    }

    /** What to time; {@code round} is part of the results. */
    record Settings(Library library, GrowthAxis axis, List<Integer> sizes, Inference.By by, double warmUp,
            double seconds, int round) {}

    /** The median ms of a step or of an inference. */
    record Run(Library library, GrowthAxis axis, Mode mode, int size, int round, double ms) {}

    /**
     * Times all sizes.
     *
     * @param args the {@link Settings} as JSON
     */
    public static void main(String[] args) {
        Settings settings = new Gson().fromJson(args[0], Settings.class);
        for (int size : settings.sizes) {
            try (BlockRunner runner = settings.library.open(settings.axis.block(size), settings.by)) {
                for (Mode mode : Mode.values()) {
                    Stopwatch.run(mode.of(runner), settings.warmUp, 1);
                }
            }
        }
        for (int size : settings.sizes) {
            try (BlockRunner runner = settings.library.open(settings.axis.block(size), settings.by)) {
                for (Mode mode : Mode.values()) {
                    Stopwatch.run(mode.of(runner), settings.warmUp / 2, 1);
                    double ms = Sample.median(Stopwatch.run(mode.of(runner), settings.seconds, AT_LEAST));
                    System.out.println(new Gson().toJson(
                            new Run(settings.library, settings.axis, mode, size, settings.round, ms)));
                }
            }
        }
        System.exit(0);        // without waiting for native threads
    }
}
