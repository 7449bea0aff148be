package easel.gan;

import static easel.core.ops.Rearrange.concatenateRows;
import static easel.core.ops.Rearrange.sliceRows;

import easel.core.Gradients;
import easel.core.Tape;
import easel.core.Tensor;
import easel.gan.AdversarialLoss.Separable;
import easel.gan.DiscriminatorMetrics.Side;
import easel.gan.DiscriminatorObjective.Input;
import easel.gan.DiscriminatorObjective.Scored;
import easel.gan.DiscriminatorObjective.Terms;
import easel.gan.GanSteps.Metrics;
import easel.layers.FiniteGradients;
import easel.layers.Layer;
import java.util.List;
import java.util.Optional;

/**
 * The gradients of the updates, from one batch or from one shard of it. Changes no parameter; a forward pass in
 * training mode changes running statistics.
 */
final class UpdateGradients {
    private final Layer generator;
    private final Layer discriminator;
    private final DiscriminatorObjective objective;
    private final GanSettings settings;

    UpdateGradients(Layer generator, Layer discriminator, DiscriminatorObjective objective, GanSettings settings) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.objective = objective;
        this.settings = settings;
    }

    /** The gradients of the networks that an update changes, valid until the tape is closed, and its metrics. */
    record Result(Optional<Gradients> discriminator, Optional<Gradients> generator, Metrics metrics) {
        static Result ofDiscriminator(Gradients gradients, DiscriminatorMetrics metrics) {
            return new Result(Optional.of(gradients), Optional.empty(), new Metrics(metrics, 0));
        }

        static Result ofGenerator(Gradients gradients, double loss) {
            return new Result(Optional.empty(), Optional.of(gradients), new Metrics(DiscriminatorMetrics.NONE, loss));
        }
    }

    /**
     * Computes an update.
     *
     * @throws easel.core.DivergedException if a loss or gradient is not finite
     */
    Result of(GanUpdate update, UpdateInputs inputs, Tape tape) {
        return switch (update) {
            case DISCRIMINATOR_ON_REAL -> onOneSide(inputs.real(), true, tape);
            case DISCRIMINATOR_ON_FAKE -> onOneSide(generateFakes(inputs.z(), tape), false, tape);
            case DISCRIMINATOR_JOINED -> joined(inputs.real(), inputs.z(), tape);
            case DISCRIMINATOR_PAIRED -> paired(inputs.real(), inputs.z(), tape);
            case GENERATOR -> generator(inputs.z(), tape);
            case GENERATOR_COMPARED -> generatorCompared(inputs.real(), inputs.z(), tape);
            case BOTH -> both(inputs.real(), inputs.z(), tape);
        };
    }

    /** Fake examples, joined with the labels of their latent points if there are classes. */
    Tensor generate(Tensor z, Tape tape) {
        return ClassLabels.joinLabelsOf(z, generator.forward(z, tape), settings.classes(), tape);
    }

    private Tensor generateFakes(Tensor z, Tape tape) {
        return generate(z, settings.inferenceFakes() ? tape.inference() : tape);
    }

    private Result onOneSide(Tensor examples, boolean real, Tape tape) {
        Scored scored = objective.score(examples, real ? "real" : "fake", tape);
        Terms terms = objective.termsOfOneSide(scored, real, tape);
        Gradients dD = FiniteGradients.of(terms.sum(), discriminator, tape, updateName(real));
        Side side = Side.of(real ? terms.real() : terms.fake(), scored.logits(), real, settings.loss());
        return Result.ofDiscriminator(dD, new DiscriminatorMetrics(real ? side : Side.NONE, real ? Side.NONE : side,
                terms.penalty()));
    }

    /** The name of an update of D on one side, for messages. */
    static String updateName(boolean real) {
        return "discriminator on " + (real ? "real" : "fake") + " examples";
    }

    private Result joined(Tensor real, Tensor z, Tape tape) {
        Input fakeX = objective.input(generateFakes(z, tape), "fake", tape);          // (M, H, W, C)
        Input realX = objective.input(real, "real", tape);                            // (N, H, W, C)
        int n = realX.all().shape().axis(0);
        Tensor batch = concatenateRows(List.of(realX.all(), fakeX.all()), tape);      // (N + M, H, W, C)
        Tensor logits = discriminator.forward(batch, tape);                           // (N + M, 1)
        Scored scored = new Scored(realX, sliceRows(logits, 0, n, tape));
        Scored fake = new Scored(fakeX, sliceRows(logits, n, logits.rows(), tape));
        Terms terms = objective.terms(scored.logits(), fake.logits(), (float) n / logits.rows(), tape);
        return discriminator(terms, scored, fake, tape);
    }

    private Result paired(Tensor real, Tensor z, Tape tape) {
        Tensor generated = generateFakes(z, tape);                                    // (M, H, W, C)
        Scored scored = objective.score(real, "real", tape);
        Scored fake = objective.score(generated, "fake", tape);
        return discriminator(objective.terms(scored.logits(), fake.logits(), tape), scored, fake, tape);
    }

    private Result discriminator(Terms terms, Scored real, Scored fake, Tape tape) {
        Terms all = objective.plusPenalties(terms, real, fake, tape);
        return Result.ofDiscriminator(objective.gradients(all, tape),
                all.metrics(real.logits(), fake.logits(), settings.loss()));
    }

    private Result generator(Tensor z, Tape tape) {
        if (!(settings.loss() instanceof Separable loss)) {
            throw DiscriminatorObjective.needsBothSides(settings.loss());
        }
        Tensor ofFakes = objective.readByGenerator(generate(z, tape), "fake", tape);  // (N, 1)
        return ofGenerator(loss.generator(ofFakes, tape), tape);
    }

    private Result generatorCompared(Tensor real, Tensor z, Tape tape) {
        Tensor ofFakes = objective.readByGenerator(generate(z, tape), "fake", tape);  // (M, …)
        Tensor ofReals = objective.readByGenerator(real, "real", tape);               // (N, …)
        return ofGenerator(settings.loss().generator(ofReals, ofFakes, tape), tape);
    }

    private Result ofGenerator(Tensor loss, Tape tape) {
        Gradients dG = FiniteGradients.of(loss, generator, tape, "generator");        // without D's dW
        return Result.ofGenerator(dG, loss.item());
    }

    private Result both(Tensor real, Tensor z, Tape tape) {
        Tensor generated = generate(z, tape);                                         // (M, H, W, C)
        Scored scored = objective.score(real, "real", tape);
        Scored fake = objective.score(generated, "fake", tape);
        Terms terms = objective.terms(scored.logits(), fake.logits(), tape);
        Tensor generatorLoss = settings.loss().generator(objective.readByGenerator(scored, tape),
                objective.readByGenerator(fake, tape), tape);
        Terms all = objective.plusPenalties(terms, scored, fake, tape);
        // The pass for dD stops at the fake images; the pass for dG goes through D without computing D's dW.
        Gradients dD = objective.gradients(all, tape);
        Gradients dG = FiniteGradients.of(generatorLoss, generator, tape, "generator");
        return new Result(Optional.of(dD), Optional.of(dG), new Metrics(
                all.metrics(scored.logits(), fake.logits(), settings.loss()), generatorLoss.item()));
    }
}
