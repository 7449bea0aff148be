package easel.examples.study;

import easel.gan.AdversarialLoss;
import easel.gan.GradientPenalty;
import easel.gan.GanSettings;
import easel.gan.LabelPolicy;
import easel.gan.LatentSpace;
import easel.gan.Regularization;
import easel.optim.Adam;
import easel.optim.Optimizer;
import easel.optim.RmsProp;
import easel.optim.Sgd;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Valid settings of a study: a value for each of the {@link Fields} of its subject. Immutable. */
final class StudySettings {
    private static final double BETA1 = 0.5;      // of Adam; Radford and others, DCGAN, 2016, section 4
    private static final double R1 = 1;
    private static final double GP = 10;

    private final Subject subject;
    private final Map<String, String> values;

    private StudySettings(Subject subject, Map<String, String> values) {
        this.subject = subject;
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Reads settings; missing ones have the defaults of the subject, a missing subject is the ring.
     *
     * @throws IllegalArgumentException for an unknown key or an invalid value; its message is for the page
     */
    static StudySettings of(Map<String, String> given) {
        Subject subject = Subject.of(given.getOrDefault(Fields.SUBJECT, Subject.ring.toString()));
        Map<String, String> values = Fields.defaults(subject);
        given.forEach((key, value) -> {
            field(subject, key).check(value);
            values.put(key, value);
        });
        return new StudySettings(subject, values);
    }

    /** These settings with another value that does not change the data or the networks. */
    StudySettings with(String key, String value) {
        Field field = field(subject, key);
        if (field.restart()) {
            throw new IllegalArgumentException(field.label() + " (" + key
                    + ") changes the data or the networks, so it needs a restart.");
        }
        field.check(value);
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(key, value);
        return new StudySettings(subject, changed);
    }

    private static Field field(Subject subject, String key) {
        List<Field> fields = Fields.of(subject);
        return fields.stream().filter(field -> field.key().equals(key)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The subject " + subject + " has no setting \""
                        + (key.length() > 40 ? key.substring(0, 40) + "…" : key) + "\"; its settings are "
                        + fields.stream().map(Field::key).collect(Collectors.joining(", ")) + "."));
    }

    Subject subject() {
        return subject;
    }

    Map<String, String> values() {
        return values;
    }

    String get(String key) {
        return Objects.requireNonNull(values.get(key), key);
    }

    int integer(String key) {
        return Integer.parseInt(get(key));
    }

    long seed() {
        return Long.parseLong(get(Fields.SEED));
    }

    LatentSpace latent() {
        int size = integer(Fields.LATENT);
        return get(Fields.DISTRIBUTION).equals("normal") ? LatentSpace.normal(size) : LatentSpace.uniform(size);
    }

    AdversarialLoss.Separable loss() {
        LabelPolicy labels = LabelPolicy.standard().withSmoothing(Double.parseDouble(get(Fields.SMOOTHING)));
        return switch (get(Fields.LOSS)) {
            case "minimax" -> AdversarialLoss.minimax(labels);
            case "ls" -> AdversarialLoss.leastSquares();
            case "hinge" -> AdversarialLoss.hinge();
            case "wgan" -> AdversarialLoss.wasserstein();
            default -> AdversarialLoss.nonSaturating(labels);
        };
    }

    private Regularization regularization() {
        return switch (get(Fields.PENALTY)) {
            case "r1" -> Regularization.none().withPenalty(GradientPenalty.r1(R1));
            case "gp" -> Regularization.none().withPenalty(GradientPenalty.wganGp(GP));
            default -> Regularization.none();
        };
    }

    /** A new optimizer of G or D; {@code key} is that of its learning rate. */
    Optimizer optimizer(String key) {
        double rate = Double.parseDouble(get(key));
        return switch (get(Fields.OPTIMIZER)) {
            case "sgd" -> Sgd.withLearningRate(rate);
            case "rmsprop" -> RmsProp.withLearningRate(rate);
            default -> Adam.withLearningRate(rate).withBeta1(BETA1);
        };
    }

    /** The settings of the trainer. */
    GanSettings trainer() {
        return GanSettings.of(new StudySchedule(), latent(), integer(Fields.BATCH)).withLoss(loss())
                .withDiscriminatorSteps(Math.max(1, integer(Fields.STEPS_D)))
                .withRegularization(regularization()).withPacking(integer(Fields.PACKING)).withSeed(seed());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StudySettings settings && settings.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
