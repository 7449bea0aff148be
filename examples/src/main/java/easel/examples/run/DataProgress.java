package easel.examples.run;

import easel.datasets.Downloader;
import easel.datasets.ImageFolder;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * The progress of downloads and of checks of pictures: a line of text at the start of each, and in a terminal a
 * progress bar. Prints nothing for a check of few pictures.
 */
public final class DataProgress implements Downloader.Progress, ImageFolder.Progress, AutoCloseable {
    /** The smallest number of pictures with a display: fewer are checked within a second. */
    private static final int MANY = 1000;

    private final PrintWriter out;
    private final int columns;
    private String file = "";
    private boolean checkPrinted;
    private Progress progress;   // of the current file or pass; null before the first and after the last

    /**
     * Creates a display that prints nothing yet.
     *
     * @param out receives lines and bar
     * @param terminal whether to show a bar
     */
    public DataProgress(PrintWriter out, boolean terminal) {
        this(out, terminal ? TerminalWidth.columns() : 0);
    }

    /** Creates a display for a terminal of this number of columns; 0 is for no terminal. */
    DataProgress(PrintWriter out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void advanced(String name, long bytes, long size) {
        if (!name.equals(file)) {
            file = name;
            start(Math.max(1, size / 1024), "KB");
            progress.print(String.format(Locale.ROOT, "Downloading %s, %,d KB", name, (size + 1023) / 1024));
        }
        progress.step(bytes / 1024);
    }

    @Override
    public void advanced(int pictures, int all) {
        if (all < MANY) {
            return;
        }
        if (pictures == 1) {
            start(all, "pictures");
            if (!checkPrinted) {
                progress.print(String.format(Locale.ROOT, "Checking %,d pictures", all));
                checkPrinted = true;
            }
        }
        progress.step(pictures);
    }

    private void start(long total, String unit) {
        close();
        progress = new Progress(out, columns, total, 1, unit);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
