package easel.examples;

import easel.datasets.ImageSource;
import easel.datasets.Mnist;
import easel.examples.run.Launch;
import picocli.CommandLine.Command;

/**
 * A small convolutional GAN on MNIST with averaged weights of G, R1 and a falling learning rate. {@link Recipe#BEST}
 * has its networks and settings; {@link RecipeAblation} compares them with other recipes.
 */
@Command(name = "best-mnist", sortOptions = false, sortSynopsis = false,
        header = "A small GAN with averaged weights and R1.",
        description = {
            "Trains a small convolutional GAN on MNIST's handwritten digits. The learning rate",
            "falls in the second half of the training, and the pictures are drawn by the",
            "average of the generator's weights. easel.examples.RecipeAblation compares this",
            "recipe with others.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   25 digits, every 1,000 steps and at the end",
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
            "No tutorial is its source.",
            "",
            "Examples:",
            "  easel train best-mnist",
            "  easel train best-mnist --steps 5000 --decay-until 5000"})
public final class BestMnist extends BestGan {
    BestMnist() {}

    /**
     * Runs the example.
     *
     * @param args see --help
     */
    public static void main(String[] args) {
        Launch.main(new BestMnist(), args);
    }

    @Override
    ImageSource images() {
        return Mnist.train();
    }
}
