package easel.examples.run;

import easel.core.state.State;
import easel.datasets.FashionMnist;
import easel.datasets.LabeledImages;
import easel.datasets.Mnist;
import easel.measures.Evaluator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A data set that has an evaluator in {@code easel.measures}. The names are values of {@code --data}. */
public enum EvaluatedData {
    /** MNIST. */
    mnist("MNIST", "60,000 images, sha256 cfb6dfa877afd284") {
        @Override
        Evaluator load() {
            return Evaluator.mnist();
        }

        @Override
        public LabeledImages training() {
            return Mnist.train();
        }
    },

    /** Fashion-MNIST: the sample of the jar, or the official training set. */
    fashion("Fashion-MNIST", "10,000 images, sha256 ac753d438a060a6e", "60,000 images, sha256 0eb3b10bc15a785e") {
        @Override
        Evaluator load() {
            return Evaluator.fashionMnist();
        }

        @Override
        public LabeledImages training() {
            return FashionMnist.sample();
        }
    };

    private final String title;
    private final List<String> fingerprints;
    private Evaluator evaluator;

    EvaluatedData(String title, String... fingerprints) {
        this.title = title;
        this.fingerprints = List.of(fingerprints);
    }

    /**
     * Recognizes training images by their fingerprint, so a folder with other images has no evaluator, even if it has
     * images of the same size.
     *
     * @param fingerprint from {@link DataFingerprint#of}
     * @return the data set; empty for other images
     */
    public static Optional<EvaluatedData> of(String fingerprint) {
        return Stream.of(values()).filter(data -> data.fingerprints.contains(fingerprint)).findFirst();
    }

    /**
     * Recognizes the training images of a run.
     *
     * @param checkpoint of the run
     * @return the data set; empty for other images, or if the checkpoint does not name its images
     */
    public static Optional<EvaluatedData> of(State checkpoint) {
        return RunIdentity.data(checkpoint).flatMap(EvaluatedData::of);
    }

    abstract Evaluator load();

    /**
     * The evaluator of this data set, which is loaded once.
     *
     * @return the evaluator
     */
    public synchronized Evaluator evaluator() {
        if (evaluator == null) {
            evaluator = load();
        }
        return evaluator;
    }

    /**
     * Training images that need no download.
     *
     * @return all training images of MNIST, or the sample of Fashion-MNIST
     */
    public abstract LabeledImages training();

    /**
     * The name in sentences.
     *
     * @return such as Fashion-MNIST
     */
    public String title() {
        return title;
    }
}
