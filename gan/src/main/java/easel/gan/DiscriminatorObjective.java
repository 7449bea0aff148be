package easel.gan;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Rearrange.concatenateColumns;
import static easel.core.ops.Rearrange.sliceColumns;
import static easel.core.ops.Rearrange.sliceRows;

import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.gan.AdversarialLoss.Separable;
import easel.gan.DiscriminatorMetrics.Side;
import easel.layers.FiniteGradients;
import easel.layers.Layer;
import easel.optim.Optimizer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What D minimizes in one step, and the outputs that it has for G's loss. D minimizes half of the sum of its
 * {@link AdversarialLoss} and the penalties of {@link Regularization}. It reads examples with the noise of the step,
 * {@linkplain Packing packed} and joined with their {@linkplain ClassLabels labels}.
 */
final class DiscriminatorObjective {
    private final Layer discriminator;
    private final Optimizer optimizer;
    private final AdversarialLoss loss;
    private final Regularization regularization;
    private final int packing;
    private final int classes;
    /** Whether D is in inference mode in G's step. */
    private final boolean inference;
    /** The part of D whose outputs G's loss reads. */
    private final Layer readByGenerator;
    /** The number of completed steps, for penalties and noise that depend on it. */
    private long done;

    DiscriminatorObjective(Layer discriminator, Optimizer optimizer, GanSettings settings) {
        this.discriminator = discriminator;
        this.optimizer = optimizer;
        this.loss = settings.loss();
        this.regularization = settings.regularization();
        this.packing = settings.packing();
        this.classes = settings.classes();
        this.inference = settings.inferenceDiscriminator();
        this.readByGenerator = loss.readByGenerator(discriminator);
    }

    /** Called before each step. */
    void begin(long stepsDone) {
        done = stepsDone;
    }

    /** D's input: the examples alone, on which penalties act, their labels if there are classes, and both joined. */
    record Input(Tensor x, Optional<Tensor> labels, Tensor all) {
        static Input of(Tensor x, Optional<Tensor> labels, Tape tape) {
            return new Input(x, labels, labels.map(l -> concatenateColumns(List.of(x, l), tape)).orElse(x));
        }
    }

    /** A batch that D has read: D's input and its logits, (N, 1). */
    record Scored(Input input, Tensor logits) {}

    Scored score(Tensor examples, String side, Tape tape) {
        return score(input(examples, side, tape), tape);
    }

    private Scored score(Input input, Tape tape) {
        return new Scored(input, discriminator.forward(input.all(), tape));
    }

    /** D's input: examples with noise and their labels, packed. The side, real or fake, selects the random stream. */
    Input input(Tensor examples, String side, Tape tape) {
        return input(examples, tape,
                x -> regularization.noisy(x, done, tape.random().stream("noise on " + side), tape));
    }

    private Input input(Tensor examples, Tape tape, UnaryOperator<Tensor> noise) {
        if (classes == 0) {
            return Input.of(Packing.pack(noise.apply(examples), packing, tape), Optional.empty(), tape);
        }
        int columns = examples.columns();
        Tensor x = sliceColumns(examples, 0, columns - classes, tape);                            // (N, …, C)
        Tape constant = tape.unrecorded();                                // no gradient of labels is needed
        Tensor labels = sliceColumns(examples, columns - classes, columns, constant);             // (N, …, K)
        return Input.of(Packing.pack(noise.apply(x), packing, tape),
                Optional.of(Packing.pack(labels, packing, constant)), tape);
    }

    /** The outputs of D that G's loss reads, in G's step. */
    Tensor readByGenerator(Tensor examples, String side, Tape tape) {
        return readByGenerator.forward(input(examples, side, tape).all(), inference ? tape.inference() : tape);
    }

    /** The same for a batch that D has read; without another forward pass if G's loss reads the logits. */
    Tensor readByGenerator(Scored scored, Tape tape) {
        return readByGenerator == discriminator ? scored.logits() : readByGenerator.forward(scored.input().all(), tape);
    }

    /** D's loss: the parts that are reported, their sum, which is minimized, and the penalties in the sum. */
    record Terms(Tensor real, Tensor fake, Tensor sum, double penalty) {
        DiscriminatorMetrics metrics(Tensor realLogits, Tensor fakeLogits, AdversarialLoss criterion) {
            return new DiscriminatorMetrics(Side.of(real, realLogits, true, criterion),
                    Side.of(fake, fakeLogits, false, criterion), penalty);
        }
    }

    /** The terms of D's loss with equal weights. */
    Terms terms(Tensor realLogits, Tensor fakeLogits, Tape tape) {
        return terms(realLogits, fakeLogits, 0.5f, tape);
    }

    /** The terms of D's loss. The share of the real term is 1/2 unless both terms are the mean of one joined batch. */
    Terms terms(Tensor realLogits, Tensor fakeLogits, float realShare, Tape tape) {
        if (loss.separateTerms().isPresent()) {
            Tensor real = separable().real(realLogits, tape);
            Tensor fake = separable().fake(fakeLogits, tape);
            return new Terms(real, fake,
                    add(scale(real, 2 * realShare, tape), scale(fake, 2 * (1 - realShare), tape), tape), 0);
        }
        Tensor sum = loss.discriminator(realLogits, fakeLogits, tape);
        Tensor half = scale(sum, 0.5, tape);
        return new Terms(half, half, sum, 0);
    }

    /** D's metrics without an update. A loss that compares pairs uses the first examples of the larger batch. */
    DiscriminatorMetrics evaluate(Tensor real, Tensor fake, Tape tape) {
        Tensor realLogits = discriminator.forward(input(real, tape, x -> x).all(), tape);              // (N, 1)
        Tensor fakeLogits = discriminator.forward(input(fake, tape, x -> x).all(), tape);              // (M, 1)
        if (loss.separateTerms().isPresent()) {
            return terms(realLogits, fakeLogits, tape).metrics(realLogits, fakeLogits, loss);
        }
        int pairs = Math.min(realLogits.rows(), fakeLogits.rows());
        return terms(sliceRows(realLogits, 0, pairs, tape), sliceRows(fakeLogits, 0, pairs, tape), tape)
                .metrics(realLogits, fakeLogits, loss);
    }

    /** The gradients of half of the sum. */
    Gradients gradients(Terms terms, Tape tape) {
        return FiniteGradients.of(scale(terms.sum(), 0.5, tape), discriminator, tape, "discriminator");
    }

    /** The terms with all penalties of this step in the sum. */
    Terms plusPenalties(Terms terms, Scored real, Scored fake, Tape tape) {
        return plusPenalties(terms, penalty -> true, real, fake, tape);
    }

    /** The terms with the selected penalties of this step in the sum. */
    private Terms plusPenalties(Terms terms, Predicate<GradientPenalty> selected, Scored real, Scored fake,
            Tape tape) {
        Tensor sum = terms.sum();
        double penalties = 0;
        for (GradientPenalty penalty : regularization.penalties()) {
            if (penalty.isDue(done) && selected.test(penalty)) {
                Tensor value = penalty(penalty, real, fake, tape);
                sum = add(sum, value, tape);
                penalties += value.item();
            }
        }
        return new Terms(terms.real(), terms.fake(), sum, penalties);
    }

    /** A penalty on the gradient with respect to the examples, not to their labels. New points have real labels. */
    private Tensor penalty(GradientPenalty penalty, Scored real, Scored fake, Tape tape) {
        return switch (penalty.examples()) {
            case REAL -> penalty.of(real.logits(), real.input().x(), tape);
            case FAKE -> penalty.of(fake.logits(), fake.input().x(), tape);
            case INTERPOLATED, PERTURBED -> {
                Tensor x = penalty.points(real.input().x(), fake.input().x(),
                        tape.random().stream("points of the penalty"));
                Optional<Tensor> labels = real.input().labels().map(l -> sliceRows(l, 0, x.shape().axis(0), tape));
                yield penalty.of(score(Input.of(x, labels, tape), tape).logits(), x, tape);
            }
        };
    }

    void step(Gradients gradients) {
        optimizer.step(gradients);
        regularization.clip(discriminator);
    }

    /** The term of examples that are all real or all fake, and the penalties that need none of the other side. */
    Terms termsOfOneSide(Scored scored, boolean real, Tape tape) {
        Separable criterion = separable();
        Tensor term = real ? criterion.real(scored.logits(), tape) : criterion.fake(scored.logits(), tape);
        return plusPenalties(new Terms(term, term, term, 0),
                penalty -> real == (penalty.examples() != GradientPenalty.Examples.FAKE), scored, scored, tape);
    }

    /** D's loss with separate terms. */
    private Separable separable() {
        return loss.separateTerms().orElseThrow(() -> needsBothSides(loss));
    }

    static IllegalArgumentException needsBothSides(AdversarialLoss loss) {
        return new IllegalArgumentException(loss.text() + " compares real with fake examples, so this update"
                + " needs both; use an update or a schedule with real and fake examples, such as GanSchedule.PAIRED");
    }
}
