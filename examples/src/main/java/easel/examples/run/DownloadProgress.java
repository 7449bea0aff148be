package easel.examples.run;

import easel.datasets.Downloader;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the name of each downloaded file of a data set, with a progress bar on a terminal. */
public final class DownloadProgress implements Downloader.Progress, AutoCloseable {
    private final PrintWriter out;
    private final boolean terminal;
    private String current = "";
    private Progress progress;   // of the current file; null before the first and after the last

    /**
     * Creates a display that prints nothing before the first file.
     *
     * @param out receives lines and bar
     * @param terminal whether to show a bar
     */
    public DownloadProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void advanced(String file, long bytes, long size) {
        if (!file.equals(current)) {
            close();
            current = file;
            progress = new Progress(out, terminal, Math.max(1, size / 1024), 1, "KB");
            progress.print(String.format(Locale.ROOT, "Downloading %s, %,d KB", file, (size + 1023) / 1024));
        }
        progress.step(bytes / 1024);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
