package easel.examples;

import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.examples.run.Launch;
import picocli.CommandLine.Command;

/**
 * A small conditional GAN of convolutions on MNIST with averaged weights of G, R1 and a falling learning rate.
 * {@link Recipe#BEST} has its networks and settings; {@link RecipeAblation} compares them with other recipes.
 */
@Command(name = "best-mnist", sortOptions = false, sortSynopsis = false,
        header = "The best digits of ten minutes: a small conditional GAN.",
        description = {
            "Trains a small convolutional GAN on MNIST's handwritten digits and their labels.",
            "The discriminator's gradient has a penalty (R1), the learning rate falls from",
            "the start, and the pictures are drawn by the average of the generator's weights.",
            "easel.examples.RecipeAblation compares this recipe with others.",
            "",
            "Creates a folder with:",
            "  step-00000.png ...   10 images of each digit, every 1,000 steps and at the end",
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
            "  easel train best-mnist --steps 2000 --decay-until 2000",
            "  easel sample runs/best-mnist-001 --class 7"})
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
    LabeledImages images() {
        return Mnist.train();
    }
}
