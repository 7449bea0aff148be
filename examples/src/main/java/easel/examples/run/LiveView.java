package easel.examples.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The files that show a run in a browser, also during the training: settings, page, plots and animation. */
final class LiveView {
    private static final long PAGE_INTERVAL_NANOS = 5_000_000_000L;
    /** Longer than the page's interval, because drawing the plots takes more time. */
    private static final long PLOT_INTERVAL_NANOS = 30_000_000_000L;

    private final RunFolder folder;
    private final Settings settings;
    private final Progress progress;
    private final RunPage page;
    private final LossPlot plot;
    private final Optional<QualityPlot> quality;
    private final long steps;
    private Optional<String> frameKind = Optional.empty();
    private long stepsDone;
    private long pageWritten = System.nanoTime();
    private long plotDrawn = System.nanoTime();
    private boolean canDraw = true;
    private final Set<String> warned = new HashSet<>();
    private long lastStep = System.nanoTime();
    private long longestStep;

    LiveView(RunFolder folder, Settings settings, Progress progress, Columns columns, Optional<GanQuality> quality,
            long stepsBefore, long steps) {
        this.folder = folder;
        this.settings = settings;
        this.progress = progress;
        this.page = new RunPage(folder);
        this.plot = new LossPlot(columns, steps);
        this.quality = quality.map(measured -> new QualityPlot(measured, columns));
        this.stepsDone = stepsBefore;
        this.steps = steps;
    }

    void add(Measurements step) {
        addEarlier(step);
        stepsDone = step.step();
        long now = System.nanoTime();
        longestStep = Math.max(longestStep, now - lastStep);
        lastStep = now;
    }

    /** Adds a step from before the run was resumed. */
    void addEarlier(Measurements step) {
        plot.add(step);
        quality.ifPresent(distances -> distances.add(step));
    }

    /** Makes this picture, and all pictures whose names differ from it in numbers only, frames of the animation. */
    void addFrame(String name) {
        frameKind = Optional.of(kind(name));
    }

    /** Updates the page and the plots if their intervals have passed. */
    void refresh() {
        long now = System.nanoTime();
        if (now - plotDrawn >= PLOT_INTERVAL_NANOS) {
            plotDrawn = now;
            drawPlots();
        }
        if (now - pageWritten >= PAGE_INTERVAL_NANOS) {
            pageWritten = now;
            writePage(true);
        }
    }

    /**
     * Writes a file that only shows the run. If it cannot be written, or the system starts no thread that drawing it
     * needs, the training continues without it; the first failure of each kind of file is printed.
     */
    void show(String file, FileWriting writing) {
        try {
            writing.run();
        } catch (FileSystemException | LinkageError e) {
            warn(file, e.toString(), e);
        } catch (IOException | UncheckedIOException e) {
            warn(file, e.getMessage(), e);
        } catch (OutOfMemoryError e) {
            if (!OutOfMemory.isOfThreads(e)) {
                throw e;
            }
            warn(file, e.getMessage(), e);
        }
    }

    private void warn(String file, String reason, Throwable failure) {
        if (warned.add(kind(file))) {
            progress.print("Warning: the training continues without " + TerminalText.line(file + ": "
                    + (OutOfMemory.isOfThreads(failure) ? OutOfMemory.THREADS : reason)));
        }
    }

    /** Fails if the settings cannot be written. */
    void writeSettingsAndPage(boolean running) throws IOException {
        folder.write(Settings.FILE, settings.json().getBytes(StandardCharsets.UTF_8));
        writePage(running);
    }

    private void writePage(boolean running) {
        show(RunPage.FILE, () -> page.write(settings, quality.map(QualityPlot::last).orElse(Map.of()), frames(),
                status(), running ? Optional.of(silence()) : Optional.empty()));
    }

    /** The status if the page is no longer written, after a crash or during an unusually long step. */
    private RunPage.Silence silence() {
        long millis = 60_000 + 10 * longestStep / 1_000_000;
        String complete = String.format(Locale.ROOT, "%,d of %,d steps were complete", stepsDone, steps);
        String resume = " continues from the last checkpoint, if there is one.";
        return new RunPage.Silence(System.currentTimeMillis() + millis,
                settings.program() + ": no sign of life since " + Settings.now() + ", when " + complete
                + ". Either the process has ended, or its current step takes unusually long. After its end, --resume "
                + folder + resume,
                settings.program() + ": the process ended without completing the run, as after kill -9. At "
                + Settings.now() + " " + complete + ". --resume " + folder + resume);
    }

    void drawPlots() {
        if (!plot.isEmpty()) {
            draw(LossPlot.FILE, plot::png);
        }
        quality.filter(distances -> !distances.isEmpty()).ifPresent(distances ->
                draw(QualityPlot.FILE, distances::png));
    }

    private void draw(String file, Plot plot) {
        if (canDraw) {
            show(file, () -> {
                Optional<byte[]> png = drawn(plot);
                if (png.isPresent()) {
                    folder.write(file, png.get());
                }
            });
        }
    }

    /** A plot of one of the files. */
    private interface Plot {
        byte[] png() throws IOException;
    }

    private Optional<byte[]> drawn(Plot plot) throws IOException {
        try {
            return Optional.of(plot.png());
        } catch (IOException | RuntimeException | InternalError | LinkageError e) {
            if (OutOfMemory.isOfThreads(e)) {
                throw e;
            }
            // This Java has no fonts or lacks the libraries that draw them. The training does not need either.
            progress.print("No losses.png: this Java cannot draw text (" + e
                    + "). Install a font; losses.csv has all numbers.");
            canDraw = false;
            return Optional.empty();
        }
    }

    void animate() {
        show(Animation.FILE, () -> {
            List<String> frames = frames();
            if (frames.size() > 1) {
                Animation.write(folder, frames);
            }
        });
    }

    /** The names of the animation's pictures so far, in order. */
    private List<String> frames() throws IOException {
        return frameKind.isEmpty() ? List.of()
                : folder.files().stream().filter(name -> kind(name).equals(frameKind.get())).toList();
    }

    /** A name with each number replaced by #. */
    private static String kind(String name) {
        return name.replaceAll("[0-9]+", "#");
    }

    private String status() {
        Object end = settings.values().get("end");
        return String.format(Locale.ROOT, "%s: %s after step %,d of %,d, %,.0f s after the start.", settings.program(),
                end == null ? "training" : end, stepsDone, steps, settings.seconds());
    }
}
