package easel.examples;

import easel.examples.commands.Manual;
import easel.examples.run.EvaluatedData;
import easel.examples.run.Launch;
import easel.examples.study.StudyPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A page to study a GAN on while it trains: {@code easel study}. */
@Command(name = "study", header = "Shows the training of a GAN in a browser, down to single numbers.",
        description = {
            "Starts a training and a page that shows it: points or images, losses, gradients, and one step taken apart"
                + " into its operations. The page starts and stops the training, changes settings and goes back by"
                + " steps. Its address contains the settings and the step.",
            "",
            "Only this machine can open the page. The address contains a random token; other users see it in the list"
                + " of processes while a browser is started, so on a shared machine use --no-browser and open the"
                + " address by hand."},
        footer = {
            "  easel study",
            "  easel study mnist --seed 7",
            "  easel study grid --port 8000 --no-browser",
            "  easel study runs/vanilla-mnist-001"})
public final class Study implements Callable<Integer> {
    private static final int PORTS = 65535;

    @Parameters(paramLabel = "SUBJECT", arity = "0..1", defaultValue = "ring",
            description = "The data: points in the plane (ring, grid, gaussians, line, or draw, which you draw with a"
                + " brush) or images (mnist, fashion). Or the folder of a run of a GAN program, such as"
                + " runs/vanilla-mnist-001, to replay its checkpoints. Default: ${DEFAULT-VALUE}.")
    private String subject;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Determines all random numbers. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--port", paramLabel = "N", defaultValue = "0",
            description = "Port of the page on 127.0.0.1. Default: 0, a free one.")
    private int port;

    @Option(names = "--no-browser", description = "Only print the address.")
    private boolean noBrowser;

    @Mixin
    private Manual manual;

    @Spec
    private CommandSpec spec;

    Study() {}

    /**
     * Runs a study.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new Study(), args);
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > PORTS) {
            throw new IllegalArgumentException("--port " + port + ": expected 0 (a free port) to " + PORTS);
        }
        Path run = Path.of(subject);
        PrintWriter out = spec.commandLine().getOut();
        if (Files.isDirectory(run)) {
            StudyPage.replay(run, checkpoint -> EvaluatedData.of(checkpoint).map(EvaluatedData::training), port,
                    !noBrowser, out);
        } else if (run.getNameCount() > 1) {
            throw new IOException(run + ": no such folder");
        } else {
            StudyPage.show(Map.of("subject", subject, "seed", Long.toString(seed)), port, !noBrowser, out);
        }
        return 0;
    }
}
