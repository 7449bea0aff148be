package easel.examples;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Lines of text above a bar with the time left and what is done in a second, such as images. Without a terminal there
 * are only the lines, as plain text.
 */
final class Progress implements AutoCloseable {
    private static final int WIDTH = 79;

    private final PrintWriter out;
    private final int perStep;
    private final String unit;
    private final long start = System.nanoTime();
    private final Optional<ProgressBar> bar;
    private long before;
    private String shown = "";

    Progress(PrintWriter out, boolean terminal, long steps, int perStep, String unit) {
        this.out = out;
        this.perStep = perStep;
        this.unit = unit;
        this.bar = terminal ? Optional.of(bar(steps)) : Optional.empty();
    }

    /** The library only composes the text: writing by itself, it would ask the terminal for cursor movements. */
    private ProgressBar bar(long steps) {
        return new ProgressBarBuilder()
                .setTaskName("")
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new DelegatingProgressBarConsumer(this::show, WIDTH))
                .build();
    }

    /** Whether somebody is watching: a bar in a file or a pipe would only be noise. */
    static boolean isTerminal() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // From Java 22 on there may be a console without a terminal, and this method, to tell them apart.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** So many steps were done earlier. */
    void startAfter(long done) {
        before = done;
        bar.ifPresent(b -> b.stepTo(done));
    }

    /** Another step is done. */
    void step(long done) {
        bar.ifPresent(b -> {
            double seconds = (System.nanoTime() - start) / 1e9;
            b.setExtraMessage(String.format(Locale.ROOT, "%,.0f %s/s", (done - before) * perStep / seconds, unit));
            b.stepTo(done);
        });
    }

    /** Prints above the bar. */
    synchronized void print(String text) {
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

    /** Leaves the bar as it is and continues below it. */
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
