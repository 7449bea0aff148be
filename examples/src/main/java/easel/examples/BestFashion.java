package easel.examples;

import easel.datasets.Downloader;
import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.examples.run.DataProgress;
import easel.examples.run.Launch;
import easel.examples.run.Progress;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The recipe of {@link BestMnist} on images of clothes. */
@Command(name = "best-fashion", sortOptions = false, sortSynopsis = false,
        header = "The GAN of best-mnist on clothes.",
        description = {
            "Trains the GAN of best-mnist on Fashion-MNIST. The pictures are drawn by the",
            "average of the generator's weights.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   10 images of each class, every 1,000 steps and at the end",
            "  losses.csv           losses, accuracies and probabilities of each step",
            "  losses.png           both losses",
            "  quality.png          FCD of the evaluations (--evaluate-every)",
            "  training.gif         the step pictures as an animation",
            "  index.html           a page that shows these files",
            "  settings.json        options, versions, data, and how the run ended",
            "Prints both networks, and the losses every 1,000 steps.",
            "Ctrl-C ends the run after the current step and completes all files.",
            ""},
        footer = {
            "",
            "The default data set is the 10,000 images included in Easel; --official",
            "downloads the official training set of 60,000 images once.",
            "No tutorial is its source.",
            "",
            "Examples:",
            "  easel train best-fashion",
            "  easel train best-fashion --official"})
public final class BestFashion extends BestGan {
    @Option(names = "--official", description = "Train on the official training set; downloads 26 MB once.")
    private boolean official;

    BestFashion() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new BestFashion(), args);
    }

    @Override
    LabeledImages images() throws IOException {
        if (!official) {
            return FashionMnist.sample();
        }
        try (DataProgress progress = new DataProgress(spec.commandLine().getOut(), Progress.isTerminal())) {
            return FashionMnist.train(Downloader.standard().withProgress(progress));
        }
    }
}
