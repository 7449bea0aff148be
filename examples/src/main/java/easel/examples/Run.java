package easel.examples;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.state.State;
import easel.datasets.ImageGrid;
import easel.datasets.ImageSource;
import easel.export.Diagram;
import easel.gan.EarlyStopping;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.layers.Layer;
import easel.layers.Models;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What surrounds a training: a folder of its own, which no other process trains in, with checkpoints, settings,
 * losses, pictures, their animation and a page that shows them; a progress bar, and Ctrl-C. Closing it, however the
 * training ended, completes the files and says where they are.
 */
final class Run implements GanListener, AutoCloseable {
    /** How far and how a run goes, not what its steps are. These may be others when it is resumed. */
    private static final Set<String> FREE = Set.of("--steps", "--epochs", "--patience", "--every", "--pretraining",
            "--out", "--checkpoint-every", "--keep", "--resume", "--profile", "--help");
    /** A folder of pictures may have moved: what is in it counts. */
    private static final String DATA = "--data";
    private static final long PAGE_NANOS = 5_000_000_000L;
    private static final long PLOT_NANOS = 30_000_000_000L;

    private final GanTrainer trainer;
    private final long steps;
    private final RunOptions options;
    private final RunFolder folder;
    private final Closeable lock;
    private final State identity;
    private final Settings settings;
    private final RunPage page;
    private final Checkpoints checkpoints;
    private final LossLog log;
    private final LossPlot plot;
    private final Progress progress;
    private final Interruption interruption;
    private final State heard;
    private Optional<EarlyStopping> stopping = Optional.empty();
    private Optional<String> frameKind = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private String end = "failed";
    private long pageWritten = System.nanoTime();
    private long plotDrawn = System.nanoTime();
    private boolean canDraw = true;

    private Run(GanTrainer trainer, long steps, RunOptions options, RunFolder folder, Closeable lock, State identity,
            State restored, Settings settings, Progress progress) throws IOException {
        this.trainer = trainer;
        this.steps = steps;
        this.options = options;
        this.folder = folder;
        this.lock = lock;
        this.identity = identity;
        this.settings = settings;
        this.page = new RunPage(folder);
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
            folder.putAside(Settings.FILE);
        }
        explain(true);
        this.interruption = new Interruption();      // last: a run that cannot start must not be waited for
    }

    /** Makes the folder, or goes on in that of an earlier run, and listens to the trainer. */
    static Run start(String name, RunOptions options, GanTrainer trainer, ImageSource data, long steps, int batch,
            CommandSpec spec) throws IOException {
        Gemm.chosen();      // a bad system property is refused before anything is written
        if (options.keep < 0) {
            throw new IllegalArgumentException("--keep " + options.keep + ": cannot keep fewer than 0 checkpoints");
        }
        State identity = identity(name, DataFingerprint.of(data), spec);
        RunFolder folder = options.resume == null
                ? RunFolder.create(options.out, name) : RunFolder.existing(options.resume);
        if (options.resume != null) {
            lastCheckpoint(folder);      // nothing is written, not even a lock, where there never was a run
        }
        Closeable lock = folder.lock();
        try {
            State restored = options.resume == null
                    ? State.builder().build() : restore(folder, identity, trainer, steps);
            long done = trainer.stepsDone();
            Progress progress = new Progress(spec.commandLine().getOut(), Progress.isTerminal(), steps, batch,
                    "images");
            progress.startAfter(done);
            options.profile.begin(steps - done);
            Settings settings = new Settings(name, spec, identity.string("data"), done, steps);
            Run run = new Run(trainer, steps, options, folder, lock, identity, restored, settings, progress);
            trainer.listen(run);
            if (done > 0) {
                run.print("Resumed after step %d of %d.", done, steps);
            }
            return run;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The program, its data, and the options that say what its steps are. */
    private static State identity(String name, String data, CommandSpec spec) {
        State.Builder identity = State.builder().string("program", name).string("data", data);
        for (OptionSpec option : spec.options()) {
            if (!FREE.contains(option.longestName())) {
                identity.string(option.longestName(), String.valueOf(option.<Object>getValue()));
            }
        }
        return identity.build();
    }

    static Path lastCheckpoint(RunFolder folder) throws IOException {
        return Checkpoints.last(folder.path()).orElseThrow(() -> new IllegalArgumentException("cannot resume "
                + folder + ": there is no checkpoint-NNNNNN.safetensors in it."
                + " Name the folder of a run that has one."));
    }

    /** Gives the trainer the last checkpoint of a folder, or says why not. */
    private static State restore(RunFolder folder, State identity, GanTrainer trainer, long steps)
            throws IOException {
        Path file = lastCheckpoint(folder);
        State checkpoint = Checkpoints.read(file);
        State then = checkpoint.within("run");
        Map<String, String> required = new LinkedHashMap<>(identity.strings());
        required.remove(DATA);
        try {
            then.requireStrings(Map.of("program", identity.string("program")));
            then.requireStrings(required);
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
        try {
            trainAndSave(real);
        } catch (IOException | RuntimeException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void trainAndSave(LongFunction<Tensor> real) throws IOException {
        boolean goesOn = true;
        while (goesOn && trainer.stepsDone() < steps) {
            long next = (trainer.stepsDone() / options.checkpointEvery + 1) * options.checkpointEvery;
            goesOn = trainer.train(Math.min(next, steps) - trainer.stepsDone(), real);
            if (options.keep > 0) {
                log.write();      // or a run that is killed would have checkpoints of steps without losses
                checkpoints.save(state(), trainer.stepsDone(), trainer.stepsDone() == next);
            }
        }
        end = trainer.stepsDone() < steps ? "stopped early" : "complete";
    }

    private State state() {
        State state = trainer.state().plus(identity.under("run"));
        return stopping.isPresent() ? state.plus(stopping.get().state().under("early_stopping")) : state;
    }

    @Override
    public void onStep(GanStep step) {
        options.profile.step();
        write(() -> log.add(step));
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
        write(() -> {
            grid.write(images, folder.path().resolve(name));
            showAgain();
        });
    }

    /**
     * Writes a picture of what the same latent points have become. Together these pictures, and those of the same run
     * before it was resumed, are its animation; they have names that differ in their numbers only.
     */
    void frame(ImageGrid grid, Tensor images, String name) {
        frameKind = Optional.of(kind(name));
        picture(grid, images, name);
    }

    /** Writes a network into the folder. */
    void model(Layer network, String name) {
        write(() -> Models.save(network, folder.path().resolve(name)));
    }

    /** Writes a drawing of the networks into the folder. */
    void diagram(Diagram diagram, String name) {
        write(() -> folder.write(name, diagram.svg().getBytes(StandardCharsets.UTF_8)));
    }

    /** Something that writes files. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            failure = Optional.of(e.getMessage());
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** For who watches the run: the page now and then, and the plot more rarely, as drawing it takes longer. */
    private void showAgain() throws IOException {
        long now = System.nanoTime();
        if (now - plotDrawn >= PLOT_NANOS) {
            plotDrawn = now;
            drawPlot();
        }
        if (now - pageWritten >= PAGE_NANOS) {
            pageWritten = now;
            page.write(settings, frames(), status(), true);
        }
    }

    @Override
    public void close() throws IOException {
        try (interruption; lock) {      // closed last: the JVM may be gone after that
            progress.close();
            IOException failed = null;
            for (Writing writing : List.<Writing>of(log::close, this::drawPlot, this::animate, () -> explain(false))) {
                try {
                    writing.run();      // each, whatever became of the one before
                } catch (IOException e) {
                    failure = failure.or(() -> Optional.of(e.getMessage()));
                    failed = failed == null ? e : failed;
                }
            }
            if (options.profile.isOn()) {
                print("%s", options.profile);
            }
            if (interruption.happened()) {
                print("Interrupted; stopped after step %d of %d.%s", trainer.stepsDone(), steps,
                        options.keep == 0 ? "" : " --resume " + folder + " goes on from there.");
            }
            print("Pictures and losses are in %s; its %s shows them", folder, RunPage.FILE);
            if (failed != null) {
                throw failed;
            }
        }
    }

    private void drawPlot() throws IOException {
        if (plot.isEmpty() || !canDraw) {
            return;
        }
        byte[] png;
        try {
            png = plot.png();
        } catch (RuntimeException | InternalError | LinkageError e) {
            // A Java without fonts, or without the libraries to draw them: a pity, but no reason to fail.
            print("No losses.png: this Java cannot draw text (%s). Install a font; losses.csv has all numbers.", e);
            canDraw = false;
            return;
        }
        folder.write(LossPlot.FILE, png);
    }

    private void animate() throws IOException {
        List<String> frames = frames();
        if (frames.size() > 1) {
            Animation.write(folder, frames);
        }
    }

    /** The names of the animation's pictures so far, in order. */
    private List<String> frames() throws IOException {
        return frameKind.isEmpty() ? List.of()
                : folder.files().stream().filter(name -> kind(name).equals(frameKind.get())).toList();
    }

    /** A name without its numbers. */
    private static String kind(String name) {
        return name.replaceAll("[0-9]+", "#");
    }

    /** Settings and page, at the beginning and at the end. */
    private void explain(boolean goesOn) throws IOException {
        if (!goesOn) {
            boolean interrupted = interruption.happened() && trainer.stepsDone() < steps;
            settings.end(failure.map(why -> "failed: " + why).orElse(interrupted ? "interrupted" : end),
                    trainer.stepsDone());
        }
        folder.write(Settings.FILE, settings.json().getBytes(StandardCharsets.UTF_8));
        page.write(settings, frames(), status(), goesOn);
    }

    private String status() {
        Object end = settings.values().get("end");
        return String.format(Locale.ROOT, "%s: %s after step %,d of %,d, %,.0f s after the start.", settings.program(),
                end == null ? "training" : end, trainer.stepsDone(), steps, settings.seconds());
    }
}
