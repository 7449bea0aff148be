package easel.examples.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All settings of a study and their defaults for each {@link Subject}. */
final class Fields {
    static final String SUBJECT = "subject";
    static final String SEED = "seed";
    static final String LATENT = "latent";
    static final String DISTRIBUTION = "distribution";
    static final String LAYERS_G = "layersG";
    static final String LAYERS_D = "layersD";
    static final String WIDTH_G = "widthG";
    static final String WIDTH_D = "widthD";
    static final String SIZE = "size";
    static final String LOSS = "loss";
    static final String RATE_G = "rateG";
    static final String RATE_D = "rateD";
    static final String OPTIMIZER = "optimizer";
    static final String STEPS_D = "stepsD";
    static final String BATCH = "batch";
    static final String SMOOTHING = "smoothing";
    static final String PACKING = "packing";
    static final String PENALTY = "penalty";

    private static final String[] RATES = {"0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3"};
    private static final String[] DEPTHS = {"0", "1", "2", "3", "4", "5"};

    private Fields() {}

    /** The settings of a subject, in the order of the page. */
    static List<Field> of(Subject subject) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.choice(SUBJECT, "data", "real", true, "The distribution that G learns to imitate.",
                Stream.of(Subject.values()).map(Subject::toString).toArray(String[]::new)));
        fields.add(Field.number(SEED, "seed", "noise", 0, Long.MAX_VALUE,
                "The same seed and settings always give the same training, number by number."));
        fields.add(Field.choice(LATENT, "dimensions", "noise", true,
                "The number of coordinates of one latent point z, the input of G.",
                subject.isImage() ? new String[] {"16", "64"} : new String[] {"1", "2"}));
        fields.add(Field.choice(DISTRIBUTION, "distribution", "noise", true,
                "Each coordinate of z is drawn from N(0, 1) or uniformly from [-1, 1).", "normal", "uniform"));
        fields.add(rate(RATE_G, "G"));
        fields.add(rate(RATE_D, "D"));
        if (subject.isImage()) {
            fields.add(Field.choice(SIZE, "networks", "G", true,
                    "small: one dense hidden layer of 128 units in each network. medium: two convolutions in D and two"
                    + " transposed convolutions in G.", "small", "medium"));
        } else {
            fields.add(depth(LAYERS_G, "G"));
            fields.add(width(WIDTH_G, "G"));
            fields.add(depth(LAYERS_D, "D"));
            fields.add(width(WIDTH_D, "D"));
        }
        fields.add(Field.choice(STEPS_D, "steps per step of G", "D", false,
                "How often D is updated before each update of G; with 0, D no longer learns.",
                "0", "1", "2", "3", "4", "5"));
        fields.add(Field.choice(PACKING, "examples read at once", "D", true,
                "With 2, D reads two examples of the same kind together, so that it notices a lack of variety.",
                "1", "2"));
        fields.add(Field.choice(PENALTY, "gradient penalty", "D", false,
                "r1 punishes steep slopes of D at real examples; gp (WGAN-GP) pulls the norm of the slope to 1 between"
                + " real and fake examples.", "none", "r1", "gp"));
        fields.add(Field.choice(LOSS, "loss", "loss", false,
                "ns: non-saturating cross-entropy. minimax: the original game. ls: least squares. hinge: hinge loss."
                + " wgan: Wasserstein, which needs a gradient penalty.", "ns", "minimax", "ls", "hinge", "wgan"));
        fields.add(Field.choice(SMOOTHING, "label smoothing", "loss", false,
                "Subtracted from D's target for real examples in the losses ns and minimax: with 0.1 the target is"
                + " 0.9.", "0", "0.1", "0.2"));
        fields.add(Field.choice(OPTIMIZER, "optimizer", "loss", false,
                "The update rule of both networks; a change starts its running means at zero.",
                "adam", "sgd", "rmsprop"));
        fields.add(Field.choice(BATCH, "batch size", "real", true,
                "The number of real and of fake examples in one step.", "16", "32", "64", "128", "256"));
        return List.copyOf(fields);
    }

    private static Field rate(String key, String network) {
        return Field.choice(key, "learning rate", network, false,
                "The size of one update of " + network + "; above its best value the game becomes unstable.", RATES);
    }

    private static Field depth(String key, String network) {
        return Field.choice(key, "hidden layers", network, true,
                "The number of hidden layers of " + network + ", each with LeakyReLU 0.2.", DEPTHS);
    }

    private static Field width(String key, String network) {
        return Field.number(key, "units per hidden layer", network, 1, 100,
                "The number of outputs of each hidden layer of " + network + ".");
    }

    /**
     * The defaults: with them the first minute shows G reaching the data. For MNIST the fakes look like digits after
     * about 600 steps. Measured at step 1000 for seed 1 with the medium networks: the FCD of 500 fakes is 74 for the
     * rate 0.003, 100 for 0.001, and 66 for 0.003 with the penalty r1, whose steps take a quarter more time.
     */
    static Map<String, String> defaults(Subject subject) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(SUBJECT, subject.toString());
        values.put(SEED, "1");
        values.put(LATENT, subject.isImage() ? "64" : "2");
        values.put(DISTRIBUTION, "normal");
        values.put(RATE_G, subject.isImage() ? "0.003" : "0.001");
        values.put(RATE_D, subject.isImage() ? "0.003" : "0.001");
        if (subject.isImage()) {
            values.put(SIZE, "medium");
        } else {
            values.put(LAYERS_G, "2");
            values.put(WIDTH_G, "32");
            values.put(LAYERS_D, "2");
            values.put(WIDTH_D, "32");
        }
        values.put(STEPS_D, "1");
        values.put(PACKING, "1");
        values.put(PENALTY, "none");
        values.put(LOSS, "ns");
        values.put(SMOOTHING, "0");
        values.put(OPTIMIZER, "adam");
        values.put(BATCH, subject.isImage() ? "64" : "128");
        return values;
    }
}
