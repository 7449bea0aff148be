package easel.examples.run;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.core.state.State;
import easel.datasets.ImageFolder;
import easel.datasets.ImageGrid;
import easel.datasets.ImageSource;
import easel.export.Diagram;
import easel.layers.Layer;
import easel.layers.Models;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * One training run in its own folder, with checkpoints, losses, pictures, a progress bar and handling of Ctrl-C. The
 * folder is locked for other processes. {@link #close} completes the files and prints their folder in each case.
 */
public final class Run implements AutoCloseable {
    private final ResumableTrainer trainer;
    private final long steps;
    private final RunOptions options;
    private final RunFolder folder;
    private final Closeable lock;
    private final RunIdentity identity;
    private final State restored;
    private final Settings settings;
    private final LiveView view;
    private final CheckpointedTraining training;
    private final LossLog log;
    private final Progress progress;
    private final Interruption interruption;
    private Optional<String> failure = Optional.empty();
    private String end = "failed";

    private Run(ResumableTrainer trainer, long steps, RunOptions options, RunFolder folder, Closeable lock,
            RunIdentity identity, State restored, Settings settings, Progress progress) throws IOException {
        this.trainer = trainer;
        this.steps = steps;
        this.options = options;
        this.folder = folder;
        this.lock = lock;
        this.identity = identity;
        this.restored = restored;
        this.settings = settings;
        this.progress = progress;
        Columns columns = trainer.columns();
        this.view = new LiveView(folder, settings, progress, columns, trainer.quality(), trainer.stepsDone(), steps);
        Checkpoints checkpoints = new Checkpoints(folder, options.keep, steps, identity.changeable(),
                new BestCheckpoint(columns));
        this.training = new CheckpointedTraining(trainer, steps, options, identity, checkpoints);
        Path losses = folder.path().resolve("losses.csv");
        if (options.resume == null) {
            this.log = new LossLog(RunFolder.unlinked(losses), columns);
        } else {
            checkpoints.restore(restored);
            folder.clean();
            this.log = LossLog.resume(losses, columns, trainer.stepsDone(), view::addEarlier);
            log.notice().ifPresent(notice -> print("%s", TerminalText.line(notice)));
            folder.putAside(Settings.FILE);
        }
        view.writeSettingsAndPage(true);
        // Last: if a statement above fails, this hook would delay the end of the process.
        this.interruption = new Interruption(training.guard(),
                new AbandonedStep(folder, training, view, settings, progress));
    }

    /**
     * Creates the run's folder, or continues in the folder of an earlier run, and listens to the trainer.
     *
     * @param name the program's name on the command line
     * @param options of the run
     * @param trainer restored if the run is resumed. Modified
     * @param data the training images
     * @param steps the number of the last step
     * @param batch training images in a step
     * @param spec the program's options
     * @return the run; close it
     * @throws IOException if the folder cannot be written, or if another process trains in it
     * @throws IllegalArgumentException if the resumed run has other options or data, or has no steps left, or if
     *     --evaluate-every requests an evaluation that is impossible
     */
    public static Run start(String name, RunOptions options, ResumableTrainer trainer, ImageSource data,
            long steps, int batch, CommandSpec spec) throws IOException {
        Gemm.chosen();      // rejects a bad system property before any file is written
        if (options.keep < 0) {
            throw new IllegalArgumentException("--keep " + options.keep + ": cannot keep fewer than 0 checkpoints");
        }
        boolean resumes = options.resume != null;
        if (options.acceptChangedData && !resumes) {
            throw new IllegalArgumentException("--accept-changed-data needs --resume: it accepts training images that"
                    + " differ from those of a checkpoint");
        }
        RunIdentity identity = RunIdentity.of(name, data, spec);
        trainer.begin(options.host, identity.program());
        ResumableTrainer evaluated = options.evaluated(trainer, identity);
        if (resumes) {
            Checkpoints.toResume(options.resume);      // checked first: the lock below writes a file
        }
        RunFolder folder = resumes ? RunFolder.existing(options.resume) : RunFolder.create(options.out, name);
        PrintWriter out = spec.commandLine().getOut();
        Closeable lock = options.studied(evaluated, name, data, folder.lock(out::println), out);
        try {
            State restored = !resumes ? State.builder().build() : identity.restore(
                    Checkpoints.toResume(options.resume), trainer, OptionDefaults.of(spec), steps,
                    options.acceptChangedData);
            long done = trainer.stepsDone();
            Progress progress = new Progress(out, Progress.isTerminal(), steps, batch, "images");
            progress.startAfter(done);
            options.profile.begin(steps - done);
            Settings settings = new Settings(name, spec, identity.data(), done, steps);
            Run run = new Run(evaluated, steps, options, folder, lock, identity, restored, settings, progress);
            evaluated.listen(run::add);
            evaluated.watch(run::report);
            run.printFirstLines(done);
            options.host.started(line -> run.print("%s", line));
            return run;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void printFirstLines(long done) {
        if (done > 0) {
            print("Resumed after step %d of %d.", done, steps);
        }
        RunIdentity.data(restored).filter(before -> !before.equals(identity.data())).ifPresent(before ->
                print("The training images differ: %s before, now %s.", TerminalText.line(before),
                        identity.data()));
        print("To watch the run, open %s", folder.path().resolve(RunPage.FILE));
        if (trainer.columns().best().isEmpty() && options.keep > 0) {
            print("%s, so there is no FCD and no best.safetensors.", EvaluatedData.of(identity.data()).isPresent()
                    ? "The run is not evaluated" : "No evaluator fits the training images");
        }
        trainer.quality().ifPresent(quality -> print("%s", quality.description()));
    }

    /**
     * Saves another part of the training in each checkpoint, and restores it if this run is resumed.
     *
     * @param name of the part in the checkpoint
     * @param state makes the part; it has strings
     * @param restore called at once if the run is resumed from a checkpoint with this part
     */
    public void save(String name, Supplier<State> state, Consumer<State> restore) {
        training.save(name, state, restore, restored);
    }

    /**
     * Trains up to the last step and saves checkpoints, also at the end and after a failure between two steps.
     *
     * @throws IOException if a checkpoint cannot be written
     */
    public void train() throws IOException {
        try {
            training.train();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
            throw e;
        }
        end = trainer.stepsDone() < steps ? "stopped early" : "complete";
    }

    private void add(Measurements step) {
        options.profile.step();
        training.add(step);
        view.add(LossLog.rounded(step));
        write(() -> log.add(step));
        trainer.quality().flatMap(quality -> quality.line(trainer.columns(), step)).ifPresent(progress::print);
        view.refresh();
        progress.step(step.step());
        if (interruption.happened()) {
            trainer.stop();
        }
    }

    private void report(String failure) {
        print("%s", failure);
        if (options.stopWhenCollapsed) {
            print("The training stops (--stop-when-collapsed).");
            trainer.stop();
        }
    }

    /**
     * Whether the user pressed Ctrl-C, so that the run should end now.
     *
     * @return true after Ctrl-C
     */
    public boolean isInterrupted() {
        return interruption.happened();
    }

    /**
     * Prints one or more lines above the progress bar.
     *
     * @param format as for {@link String#format}
     * @param args its arguments
     */
    public void print(String format, Object... args) {
        progress.print(String.format(Locale.ROOT, format, args));
    }

    /**
     * Writes a picture of a grid of images into the folder. If it cannot be written, a warning is printed.
     *
     * @param grid the layout
     * @param images of shape (N, ...). Not modified
     * @param name the file's name
     */
    public void picture(ImageGrid grid, Tensor images, String name) {
        view.show(name, () -> grid.write(images, folder.file(name)));
        view.refresh();
    }

    /**
     * Writes a picture of the images of fixed latent points. These pictures are the frames of the animation, including
     * those from before the run was resumed. Their names differ in numbers only.
     *
     * @param grid the layout
     * @param images of shape (N, ...). Not modified
     * @param name the file's name
     */
    public void frame(ImageGrid grid, Tensor images, String name) {
        view.addFrame(name);
        picture(grid, images, name);
    }

    /**
     * Writes a network into the folder.
     *
     * @param network not modified
     * @param name the file's name
     */
    public void model(Layer network, String name) {
        write(() -> Models.save(network, folder.file(name)));
    }

    /**
     * Writes a diagram of the networks into the folder.
     *
     * @param diagram not modified
     * @param name the file's name
     */
    public void diagram(Diagram diagram, String name) {
        view.show(name, () -> folder.write(name, diagram.svg().getBytes(StandardCharsets.UTF_8)));
    }

    private void write(FileWriting file) {
        try {
            file.run();
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e.getMessage()));
            training.fail(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (interruption; lock) {      // the interruption is closed last, because the JVM may end then
            progress.close();
            ClosingReport report = new ClosingReport(failure);
            report.complete(log::close);
            view.drawPlots();
            view.animate();
            boolean interrupted = interruption.happened() && trainer.stepsDone() < steps;
            settings.end(report.end(interrupted ? "interrupted" : end), trainer.stepsDone());
            report.complete(() -> view.writeSettingsAndPage(false));
            printLastLines();
            report.throwFirst();
        }
    }

    private void printLastLines() {
        if (options.profile.isOn()) {
            print("%s", options.profile);
        }
        if (interruption.happened()) {
            print("Interrupted; stopped after step %d of %d.%s", trainer.stepsDone(), steps,
                    options.keep == 0 ? "" : " --resume " + folder + " continues from there.");
        } else if (failure.isPresent() && training.canContinue()) {
            print("Failed after step %d of %d. --resume %s continues from there%s.", trainer.stepsDone(), steps, folder,
                    training.batchFailed() && identity.images() instanceof ImageFolder
                    ? ", with --skip-broken, or with --accept-changed-data after a change of the pictures" : "");
        } else if (failure.isPresent() && training.saved() > 0) {
            print("Failed after step %d of %d; the last checkpoint has step %d. Correct the cause, then --resume %s"
                    + " continues from there.", trainer.stepsDone(), steps, training.saved(), folder);
        }
        print("Pictures and losses are in %s; its %s shows them", folder, RunPage.FILE);
    }
}
