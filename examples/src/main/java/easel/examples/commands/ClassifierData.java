package easel.examples.commands;

import easel.core.state.State;
import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.examples.run.DataFingerprint;
import java.io.IOException;
import java.util.Optional;

/** A data set with ten classes for the classifier of {@code easel evaluate}. Its names are values of --data. */
enum ClassifierData {
    mnist("MNIST"),
    fashion("Fashion-MNIST");

    private final String title;

    ClassifierData(String title) {
        this.title = title;
    }

    /**
     * The data set on which a run was trained; empty if it was trained on other images or if the checkpoint does not
     * name its data.
     */
    static Optional<ClassifierData> of(State checkpoint) throws IOException {
        State run = checkpoint.within("run");
        if ("fashion".equals(run.strings().get("program"))) {
            return Optional.of(fashion);      // always on Fashion-MNIST, on either of two parts of it
        }
        return DataFingerprint.of(Mnist.train()).equals(run.strings().get("data")) ? Optional.of(mnist)
                : Optional.empty();
    }

    LabeledImages training() {
        return this == mnist ? Mnist.train() : FashionMnist.sample();
    }

    /** The test images; for Fashion-MNIST they are the training images, whose last ones must not be trained on. */
    LabeledImages test() {
        return this == mnist ? Mnist.test() : FashionMnist.sample();
    }

    /** The name in sentences. */
    String title() {
        return title;
    }
}
