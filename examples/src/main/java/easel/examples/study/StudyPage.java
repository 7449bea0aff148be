package easel.examples.study;

import easel.core.Tensor;
import easel.core.state.State;
import easel.datasets.ImageSource;
import easel.gan.GanTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Runs a study: a training session and the server of its page, until the page or Ctrl-C ends it. */
public final class StudyPage {
    private StudyPage() {}

    /**
     * Starts a study and waits for its end.
     *
     * @param settings the subject and the seed, and other settings of the page that differ from their defaults
     * @param port 0 for a free one
     * @param opens whether to open a browser
     * @param out receives the address of the page
     * @throws IOException if the port is in use
     */
    public static void show(Map<String, String> settings, int port, boolean opens, PrintWriter out) throws IOException {
        serve(new StudySession(StudySettings.of(settings)), port, opens, out);
    }

    /**
     * Replays the run of a GAN program from its folder, and waits for the end.
     *
     * @param run a folder with checkpoints
     * @param images finds the training images of a checkpoint, if they are known
     * @param port 0 for a free one
     * @param opens whether to open a browser
     * @param out receives the address of the page
     * @throws IOException if the folder has no checkpoint of a GAN, or the port is in use
     */
    public static void replay(Path run, Function<State, Optional<? extends ImageSource>> images, int port,
            boolean opens, PrintWriter out) throws IOException {
        serve(Replay.of(run, images), port, opens, out);
    }

    /**
     * Shows a training while its program runs it. The page can pause the training; its results do not change. Without
     * an open page it costs a volatile read per step.
     *
     * @param trainer before its next step
     * @param program the name of the program
     * @param images the training images
     * @param batches reads a batch of the next step by its number, on the training thread
     * @return has the address of the page; close it after the last step
     * @throws IOException if no port is free
     * @throws IllegalArgumentException if the page cannot show these networks
     */
    public static Watched watch(GanTrainer trainer, String program, ImageSource images, LongFunction<Tensor> batches)
            throws IOException {
        LiveRun run = LiveRun.of(trainer, program, images, batches);
        try {
            return new Watched(run, StudyServer.start(run, 0));
        } catch (IOException e) {
            run.close();
            throw e;
        }
    }

    /** The page of a training that a program runs. */
    public static final class Watched implements AutoCloseable {
        private final LiveRun run;
        private final StudyServer server;

        private Watched(LiveRun run, StudyServer server) {
            this.run = run;
            this.server = server;
        }

        /** {@return the address of the page} */
        public String address() {
            return server.address().toString();
        }

        /** Shows the last step and ends the page. */
        @Override
        public void close() {
            run.ended();
            server.close();
            run.close();
        }
    }

    /**
     * Serves a session until a page ends it or the thread is interrupted. Closes the session.
     *
     * @param port 0 for a free one
     * @param opens whether to open a browser
     * @param out receives the address of the page
     */
    static void serve(StudyModel model, int port, boolean opens, PrintWriter out) throws IOException {
        try (model; StudyServer server = StudyServer.start(model, port)) {
            // The pages show the end also after Ctrl-C.
            Thread hook = new Thread(server::close, "end the study");
            Runtime.getRuntime().addShutdownHook(hook);
            out.println("The study is at " + server.address());
            out.println("Ctrl-C or the button End ends it.");
            out.flush();
            if (opens) {
                Browser.open(server.address());
            }
            awaitEnd(server);
            remove(hook);
        }
    }

    private static void awaitEnd(StudyServer server) {
        try {
            server.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is exiting: Ctrl-C ended the study.
        }
    }
}
