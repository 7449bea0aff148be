package easel.examples.run;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Prints lines of text above a progress bar with the remaining time and the rate, such as images per second. Without a
 * terminal it prints only the lines.
 */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 79;

    private final PrintWriter out;
    private final int perStep;
    private final String unit;
    private final long start = System.nanoTime();
    private final Optional<ProgressBar> bar;
    private long before;
    private String shown = "";

    /**
     * Starts the bar.
     *
     * @param out receives lines and bar
     * @param terminal whether to show the bar
     * @param steps the total
     * @param perStep units in a step, for the rate
     * @param unit the unit of the rate, such as images
     */
    public Progress(PrintWriter out, boolean terminal, long steps, int perStep, String unit) {
        this.out = out;
        this.perStep = perStep;
        this.unit = unit;
        this.bar = terminal ? Optional.of(bar(steps)) : Optional.empty();
    }

    /** The library formats the bar but does not print it, because its own printing queries the terminal. */
    private ProgressBar bar(long steps) {
        return new ProgressBarBuilder()
                .setTaskName("")
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new DelegatingProgressBarConsumer(this::show, WIDTH))
                .build();
    }

    /**
     * Whether standard output is a terminal. Files and pipes get no bar.
     *
     * @return true for a terminal that can redraw a line
     */
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // Since Java 22 there is a console even without a terminal, and this method tells the difference.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Starts after the steps of an earlier run. */
    void startAfter(long done) {
        before = done;
        bar.ifPresent(b -> b.stepTo(done));
    }

    /**
     * Moves the bar.
     *
     * @param done the number of completed steps
     */
    public void step(long done) {
        bar.ifPresent(b -> {
            double seconds = (System.nanoTime() - start) / 1e9;
            b.setExtraMessage(String.format(Locale.ROOT, "%,.0f %s/s", (done - before) * perStep / seconds, unit));
            b.stepTo(done);
        });
    }

    /**
     * Prints above the bar.
     *
     * @param text one or more lines
     */
    public synchronized void print(String text) {
        if (!shown.isEmpty()) {
            out.print("\r" + " ".repeat(shown.length()) + "\r");
        }
        out.println(text);
        out.print(shown);
        out.flush();
    }

    /** Called by the bar's own thread. */
    private synchronized void show(String text) {
        shown = text.stripTrailing();
        out.print("\r" + shown + " ".repeat(Math.max(0, WIDTH - shown.length())));
        out.flush();
    }

    /** Stops the bar and leaves it on the screen. */
    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        synchronized (this) {
            if (!shown.isEmpty()) {
                out.println();
                shown = "";
            }
        }
    }
}
