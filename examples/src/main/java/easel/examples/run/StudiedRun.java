package easel.examples.run;

import easel.datasets.ImageSource;
import easel.examples.study.StudyPage;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;

/** The page of {@code --study}, which is open as long as the lock of a run's folder is held. */
final class StudiedRun {
    private StudiedRun() {}

    /**
     * Opens the page of a training.
     *
     * @param images the training images
     * @param lock of the run's folder; closed if the page cannot be opened
     * @param out receives the address of the page
     * @return closes the page, then the lock
     * @throws IllegalArgumentException if the trainer trains no GAN, or one that the page cannot show
     */
    static Closeable open(ResumableTrainer trainer, String program, ImageSource images, Closeable lock,
            PrintWriter out) throws IOException {
        try {
            StudyPage.Watched page = StudyPage.watch(trainer.gan().orElseThrow(() -> new IllegalArgumentException(
                    "--study shows the training of a GAN, and " + program + " trains none; leave the option out")),
                    program, images, trainer::peek);
            out.println("The page of the training is at " + page.address());
            return () -> {
                try (lock; page) {
                    // The page is closed first.
                }
            };
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }
}
