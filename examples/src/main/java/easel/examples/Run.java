package easel.examples;

import easel.core.Tensor;
import easel.core.kernels.Gemm;
import easel.datasets.ImageGrid;
import easel.gan.GanListener;
import easel.gan.GanStep;
import easel.gan.GanTrainer;
import easel.layers.Diagram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What surrounds a training: a folder of its own, losses.csv and losses.png in it, a progress bar, and Ctrl-C. Closing
 * it, however the training ended, completes the files and says where they are.
 */
final class Run implements GanListener, AutoCloseable {
    private final GanTrainer trainer;
    private final long steps;
    private final Profile profile;
    private final RunFolder folder;
    private final LossLog log;
    private final LossPlot plot;
    private final Progress progress;
    private final Interruption interruption;

    private Run(GanTrainer trainer, long steps, Profile profile, RunFolder folder, LossLog log, Progress progress) {
        this.trainer = trainer;
        this.steps = steps;
        this.profile = profile;
        this.folder = folder;
        this.log = log;
        this.plot = new LossPlot(steps);
        this.progress = progress;
        this.interruption = new Interruption();
    }

    /** Makes the folder and listens to the trainer. */
    static Run start(String name, RunOptions options, GanTrainer trainer, long steps, int batch, PrintWriter out)
            throws IOException {
        Gemm.chosen();      // a bad system property is refused before anything is written
        RunFolder folder = RunFolder.create(options.out, name);
        LossLog log = new LossLog(folder.path().resolve("losses.csv"));
        Progress progress = new Progress(out, Progress.isTerminal(), steps, batch, "images");
        options.profile.begin(steps);
        Run run = new Run(trainer, steps, options.profile, folder, log, progress);
        trainer.listen(run);
        return run;
    }

    @Override
    public void onStep(GanStep step) {
        profile.step();
        try {
            log.add(step);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
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
            if (profile.isOn()) {
                print("%s", profile);
            }
            if (interruption.happened()) {
                print("Interrupted; stopped after step %d of %d.", trainer.stepsDone(), steps);
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
