package easel.examples.run;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Prints lines of text above a progress bar with the remaining time and the rate, such as images per second. In a
 * terminal of fewer than 60 columns it prints a line for each tenth of the steps instead of the bar. Without a terminal
 * it prints only the lines of text.
 */
public final class Progress implements AutoCloseable {
    /** Columns of the narrowest terminal that gets a bar. */
    static final int NARROWEST = 60;

    private static final int WIDEST = 80;
    /** Characters in the line of the bar, without the bar itself, the counts and the rate. */
    private static final int FIXED = " 50% [] / (0:00:00 / 0:00:00) ".length();
    private static final int SHORTEST_BAR = 6;

    private final PrintWriter out;
    private final int columns;
    private final long steps;
    private final int perStep;
    private final String unit;
    private final long start = System.nanoTime();
    private final Optional<ProgressBar> bar;
    private long before;
    private long tenthsPrinted;
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
        this(out, terminal ? TerminalWidth.columns() : 0, steps, perStep, unit);
    }

    /** Starts the bar in a terminal of this number of columns; 0 is for no terminal. */
    Progress(PrintWriter out, int columns, long steps, int perStep, String unit) {
        this.out = out;
        this.columns = columns;
        this.steps = steps;
        this.perStep = perStep;
        this.unit = unit;
        this.bar = columns >= NARROWEST ? bar() : Optional.empty();
    }

    /**
     * The library formats the bar but does not print it, because its own printing queries the terminal. Empty if the
     * system does not start the thread of the bar.
     */
    private Optional<ProgressBar> bar() {
        try {
            return Optional.of(new ProgressBarBuilder()
                    .setTaskName("")
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new DelegatingProgressBarConsumer(this::show, width()))
                    .build());
        } catch (OutOfMemoryError | LinkageError e) {
            if (!OutOfMemory.isOfThreads(e)) {
                throw e;
            }
            print("No progress bar: " + OutOfMemory.THREADS);
            return Optional.empty();
        }
    }

    /** One column less than the terminal has, because some terminals wrap a full line. */
    private int width() {
        return Math.min(columns, WIDEST) - 1;
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
        tenthsPrinted = tenths(done);
        bar.ifPresent(b -> b.stepTo(done));
    }

    /**
     * Moves the bar, or prints a line if a tenth of the steps has been completed in a narrow terminal.
     *
     * @param done the number of completed steps
     */
    public void step(long done) {
        if (bar.isPresent()) {
            String rate = rate(done);
            int room = width() - FIXED - 2 * Long.toString(steps).length() - SHORTEST_BAR;
            bar.get().setExtraMessage(rate.length() <= room ? rate : "");
            bar.get().stepTo(done);
        } else if (columns > 0 && tenths(done) > tenthsPrinted) {
            tenthsPrinted = tenths(done);
            String percent = String.format(Locale.ROOT, "%3d %%", 100 * done / steps);
            String counts = percent + String.format(Locale.ROOT, "  %,d of %,d", done, steps);
            Stream.of(counts + "  " + rate(done), counts, percent)
                    .filter(line -> line.length() <= width())
                    .findFirst().ifPresent(this::print);
        }
    }

    private String rate(long done) {
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "%,.0f %s/s", (done - before) * perStep / seconds, unit);
    }

    private long tenths(long done) {
        return 10 * done / steps;
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
        out.print("\r" + shown + " ".repeat(Math.max(0, width() - shown.length())));
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
