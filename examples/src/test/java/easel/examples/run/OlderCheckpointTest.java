package easel.examples.run;

import static easel.examples.Execution.easel;
import static easel.examples.Execution.succeed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import easel.core.state.Safetensors;
import easel.core.state.State;
import easel.datasets.Mnist;
import easel.examples.Easel;
import easel.examples.Execution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine;

/** A checkpoint that was written before an option existed is resumed with the default of this option. */
class OlderCheckpointTest {
    @TempDir
    Path folder;

    /** A trainer that restores any checkpoint. */
    private static final class OneStep implements ResumableTrainer {
        @Override
        public Columns columns() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void listen(Consumer<Measurements> listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean train(long count, BatchReader reader) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void stop() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long stepsDone() {
            return 1;
        }

        @Override
        public State state() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void restore(State checkpoint) {
            // Every checkpoint fits.
        }
    }

    private static State without(Predicate<String> dropped, State state) {
        State.Builder rest = State.builder();
        state.tensors().forEach(rest::tensor);
        state.strings().forEach((name, value) -> {
            if (!dropped.test(name)) {
                rest.string(name, value);
            }
        });
        return rest.build();
    }

    @Test
    void eachOptionOfEachProgramMayBeMissing() throws IOException {
        Path file = folder.resolve("checkpoint-000001.safetensors");
        CommandLine easel = Launch.withOptionTypes(new CommandLine(Easel.class));
        for (String name : easel.getSubcommands().get("train").getSubcommands().keySet()) {
            CommandSpec program = easel.parseArgs("train", name).subcommand().subcommand().commandSpec();
            RunIdentity identity = RunIdentity.of(name, Mnist.test(), program);
            List<String> options = identity.state().strings().keySet().stream()
                    .filter(key -> key.startsWith("--")).toList();
            assertTrue(options.containsAll(List.of("--seed", "--batch", "--learning-rate")), options.toString());
            for (String option : options) {
                Safetensors.write(without(option::equals, identity.state()).under(RunIdentity.KEY), file);
                identity.restore(file, new OneStep(), OptionDefaults.of(program), 2, false);
                RunIdentity other = new RunIdentity(without(option::equals, identity.state())
                        .plus(State.builder().string(option, "another value").build()),
                        identity.changeable(), identity.images());
                if (!List.of("--data", "--skip-broken", "--max-pixels").contains(option)) {
                    String message = assertThrows(IllegalArgumentException.class, () -> other.restore(file,
                            new OneStep(), OptionDefaults.of(program), 2, false)).getMessage();
                    assertTrue(message.contains(option + " is ") && message.contains("another value"), message);
                }
            }
        }
    }

    @Test
    void aRunIsResumedWithoutAnyOptionAndWithTheBestLossOfAnOlderVersion() throws IOException {
        succeed("train", "vanilla-sgd-mnist", "--steps", 1, "--out", folder);
        Path run = folder.resolve("vanilla-sgd-mnist-001");
        Path file = run.resolve("checkpoint-000001.safetensors");
        Safetensors.write(without(name -> name.startsWith("run.--") || name.startsWith("best."), Safetensors.read(file))
                .plus(State.builder().string("best.loss", "0.1").build()), file);
        Execution refused = easel("resume", run, "--steps", 2, "--dropout", "0.5");
        assertEquals(2, refused.code(), refused.err());
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertTrue(refused.err().contains("--dropout") && refused.err().contains("0.0"), refused.err());
        assertFalse(refused.err().contains("--seed") || refused.err().contains("--batch"), refused.err());
        String out = succeed("resume", run, "--steps", 2);
        assertTrue(out.startsWith("Resumed after step 1 of 2."), out);
    }
}
