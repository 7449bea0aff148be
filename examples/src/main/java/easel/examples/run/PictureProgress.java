package easel.examples.run;

import easel.datasets.ImageFolder;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints that many pictures are being checked, with a progress bar on a terminal. Prints nothing for few pictures. */
final class PictureProgress implements ImageFolder.Progress, AutoCloseable {
    /** Fewer headers are read within a second. */
    private static final int MANY = 1000;

    private final PrintWriter out;
    private final boolean terminal;
    private Progress progress;      // of the current pass over the pictures; null before the first and after the last
    private boolean printed;

    PictureProgress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void advanced(int pictures, int all) {
        if (all < MANY) {
            return;
        }
        if (pictures == 1) {
            close();
            progress = new Progress(out, terminal, all, 1, "pictures");
            if (!printed) {
                progress.print(String.format(Locale.ROOT, "Checking %,d pictures", all));
                printed = true;
            }
        }
        progress.step(pictures);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
