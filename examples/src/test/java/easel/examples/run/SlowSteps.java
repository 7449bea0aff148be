package easel.examples.run;

import easel.core.state.State;
import easel.datasets.Mnist;
import easel.examples.run.Columns.Curve;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A program whose third step never ends. The step before it takes more than a second, so that its state is copied. */
@Command(name = "slow")
public final class SlowSteps implements Callable<Integer> {
    @Mixin
    private RunOptions options;

    @Spec
    private CommandSpec spec;

    public static void main(String[] args) {
        Launch.main(new SlowSteps(), args);
    }

    @Override
    public Integer call() throws IOException {
        try (Run run = Run.start("slow", options, new Trainer(), Mnist.test(), 100, 1, spec)) {
            run.train();
        }
        return 0;
    }

    private static final class Trainer implements ResumableTrainer {
        private static final int ENDLESS = 3;
        private long done;
        private Consumer<Measurements> listener;

        @Override
        public Columns columns() {
            return new Columns(List.of("loss"), List.of(new Curve("loss", "loss")), Optional.empty());
        }

        @Override
        public void listen(Consumer<Measurements> all) {
            listener = all;
        }

        @Override
        public boolean train(long count, BatchReader reader) {
            for (long i = 0; i < count; i++) {
                reader.read(() -> 1);
                try {
                    if (done + 1 == ENDLESS) {
                        System.out.println("in the endless step");
                        new CountDownLatch(1).await();
                    }
                    if (done + 2 == ENDLESS) {
                        Thread.sleep(1100);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                done++;
                listener.accept(new Measurements(done, List.of(0.5)));
            }
            return true;
        }

        @Override
        public void stop() {
            // No step ends after a signal.
        }

        @Override
        public long stepsDone() {
            return done;
        }

        @Override
        public State state() {
            return State.builder().string("slow.steps", Long.toString(done)).build();
        }

        @Override
        public void restore(State checkpoint) {
            done = checkpoint.count("slow.steps");
        }
    }
}
