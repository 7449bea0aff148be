package easel.examples;

import easel.core.Safetensors;
import easel.core.State;
import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.datasets.ImageGrid;
import easel.export.Diagram;
import easel.gan.EarlyStopping;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.layers.Layer;
import easel.layers.Models;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What surrounds a training: a folder of its own, checkpoints, losses.csv and losses.png in it, a progress bar, and
 * Ctrl-C. Closing it, however the training ended, completes the files and says where they are.
 */
final class Run implements GanListener, AutoCloseable {
    /** How far and how a run goes, not what its steps are. These may be others when it is resumed. */
    private static final Set<String> FREE = Set.of("--steps", "--epochs", "--patience", "--every", "--pretraining",
            "--out", "--checkpoint-every", "--keep", "--resume", "--profile", "--help");

    private final GanTrainer trainer;
    private final long steps;
    private final RunOptions options;
    private final RunFolder folder;
    private final State identity;
    private final Checkpoints checkpoints;
    private final LossLog log;
    private final LossPlot plot;
    private final Progress progress;
    private final Interruption interruption;
    private final State heard;
    private Optional<EarlyStopping> stopping = Optional.empty();

    private Run(GanTrainer trainer, long steps, RunOptions options, RunFolder folder, State identity, State restored,
            Progress progress) throws IOException {
        this.trainer = trainer;
        this.steps = steps;
        this.options = options;
        this.folder = folder;
        this.identity = identity;
        this.heard = restored.within("early_stopping");
        this.progress = progress;
        this.checkpoints = new Checkpoints(folder.path(), options.keep);
        this.plot = new LossPlot(steps);
        Path losses = folder.path().resolve("losses.csv");
        if (options.resume == null) {
            this.log = new LossLog(losses);
        } else {
            checkpoints.restore(restored);
            folder.clean();
            this.log = LossLog.resume(losses, trainer.stepsDone(), plot::add);
        }
        this.interruption = new Interruption();      // last: a run that cannot start must not be waited for
    }

    /** Makes the folder, or goes on in that of an earlier run, and listens to the trainer. */
    static Run start(String name, RunOptions options, GanTrainer trainer, long steps, int batch, CommandSpec spec)
            throws IOException {
        Gemm.chosen();      // a bad system property is refused before anything is written
        if (options.keep < 0) {
            throw new IllegalArgumentException("--keep " + options.keep + ": cannot keep fewer than 0 checkpoints");
        }
        State identity = identity(name, spec);
        RunFolder folder = options.resume == null
                ? RunFolder.create(options.out, name) : RunFolder.existing(options.resume);
        State restored = options.resume == null
                ? State.builder().build() : restore(folder, identity, trainer, steps);
        long done = trainer.stepsDone();
        Progress progress = new Progress(spec.commandLine().getOut(), Progress.isTerminal(), steps, batch, "images");
        progress.startAfter(done);
        options.profile.begin(steps - done);
        Run run = new Run(trainer, steps, options, folder, identity, restored, progress);
        trainer.listen(run);
        if (done > 0) {
            run.print("Resumed after step %d of %d.", done, steps);
        }
        return run;
    }

    /** The program, and the options that say what its steps are. */
    private static State identity(String name, CommandSpec spec) {
        State.Builder identity = State.builder().string("program", name);
        for (OptionSpec option : spec.options()) {
            if (!FREE.contains(option.longestName())) {
                identity.string(option.longestName(), String.valueOf(option.<Object>getValue()));
            }
        }
        return identity.build();
    }

    /** Gives the trainer the last checkpoint of a folder, or says why not. */
    private static State restore(RunFolder folder, State identity, GanTrainer trainer, long steps)
            throws IOException {
        Path file = Checkpoints.last(folder.path()).orElseThrow(() -> new IllegalArgumentException("cannot resume "
                + folder + ": there is no checkpoint-NNNNNN.safetensors in it"));
        State checkpoint = Safetensors.read(file);
        State then = checkpoint.within("run");
        try {
            then.requireStrings(Map.of("program", identity.string("program")));
            then.requireStrings(identity.strings());
            trainer.restore(checkpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot resume " + file + ": " + e.getMessage(), e);
        }
        if (trainer.stepsDone() >= steps) {
            throw new IllegalArgumentException("cannot resume " + file + ": its " + trainer.stepsDone()
                    + " steps are all that were asked for, " + steps + "; ask for more");
        }
        return checkpoint;
    }

    /** Saves this, too, in each checkpoint; gives it what was saved, if this run is resumed. */
    void save(EarlyStopping alsoSaved) {
        stopping = Optional.of(alsoSaved);
        if (!heard.strings().isEmpty()) {
            alsoSaved.restore(heard);
        }
    }

    /** Trains up to the last step, with a checkpoint now and then, and where it ends. */
    void train(LongFunction<Tensor> real) throws IOException {
        boolean goesOn = true;
        while (goesOn && trainer.stepsDone() < steps) {
            long next = (trainer.stepsDone() / options.checkpointEvery + 1) * options.checkpointEvery;
            goesOn = trainer.train(Math.min(next, steps) - trainer.stepsDone(), real);
            if (options.keep > 0) {
                log.write();      // or a run that is killed would have checkpoints of steps without losses
                checkpoints.save(state(), trainer.stepsDone(), trainer.stepsDone() == next);
            }
        }
    }

    private State state() {
        State state = trainer.state().plus(identity.under("run"));
        return stopping.isPresent() ? state.plus(stopping.get().state().under("early_stopping")) : state;
    }

    @Override
    public void onStep(GanStep step) {
        options.profile.step();
        try {
            log.add(step);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        checkpoints.add(step);
        plot.add(step);
        progress.step(step.step());
        if (interruption.happened()) {
            trainer.stop();
        }
    }

    /** Whether the run should end now. */
    boolean isInterrupted() {
        return interruption.happened();
    }

    /** Prints a line or several. */
    void print(String format, Object... args) {
        progress.print(String.format(Locale.ROOT, format, args));
    }

    /** Writes a picture of these images into the folder. */
    void picture(ImageGrid grid, Tensor images, String name) {
        try {
            grid.write(images, folder.path().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Writes a network into the folder. */
    void model(Layer network, String name) {
        try {
            Models.save(network, folder.path().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Writes a drawing of the networks into the folder. */
    void diagram(Diagram diagram, String name) throws IOException {
        folder.write(name, diagram.svg().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        try (interruption) {      // closed last: the JVM may be gone after that
            progress.close();
            log.close();
            drawPlot();
            if (options.profile.isOn()) {
                print("%s", options.profile);
            }
            if (interruption.happened()) {
                print("Interrupted; stopped after step %d of %d.%s", trainer.stepsDone(), steps,
                        options.keep == 0 ? "" : " --resume " + folder + " goes on from there.");
            }
            print("Pictures and losses are in %s", folder);
        }
    }

    private void drawPlot() throws IOException {
        if (plot.isEmpty()) {
            return;
        }
        byte[] png;
        try {
            png = plot.png();
        } catch (RuntimeException | InternalError | LinkageError e) {
            // A Java without fonts, or without the libraries to draw them: a pity, but no reason to fail.
            print("No losses.png: this Java cannot draw text (%s). Install a font; losses.csv has all numbers.", e);
            return;
        }
        folder.write("losses.png", png);
    }
}
