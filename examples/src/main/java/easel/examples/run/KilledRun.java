package easel.examples.run;

import java.io.IOException;
import java.nio.file.Path;

/** A run whose process ended without closing it, as after kill -9: its page still says that it trains. */
public final class KilledRun {
    private KilledRun() {}

    /**
     * Corrects the page of a folder if its run was killed, that is, if the page says that the run trains but no process
     * has the lock. Does nothing if the file system has no locks, or if the page cannot be read or written: then the
     * script of the page shows when it was written.
     *
     * @param folder of a run, or any other folder
     */
    public static void correctPage(Path folder) {
        RunFolder run = new RunFolder(folder);
        try {
            if (RunPage.saysTraining(run)) {
                run.ifUnlocked(() -> RunPage.end(run));
            }
        } catch (IOException e) {
            // The command that opened the folder does not need the page.
        }
    }
}
