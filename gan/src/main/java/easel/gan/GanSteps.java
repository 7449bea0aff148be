package easel.gan;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Rearrange.concatenateRows;
import static easel.core.ops.Rearrange.sliceRows;

import easel.core.Buffers;
import easel.core.Gradients;
import easel.core.Node;
import easel.core.Parameter;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.random.RandomStream;
import easel.gan.DiscriminatorMetrics.Side;
import easel.layers.Layer;
import easel.optim.Optimizer;
import java.util.List;

/**
 * The updates that the schedules are made of. Nothing is frozen or detached: a gradient is asked for by the parameters
 * of one network, and the walk back computes only what lies between them and the loss. So a D update stops at the fake
 * images, and a G update passes through D without computing D's weight gradients.
 */
final class GanSteps {
    private final Layer generator;
    private final Layer discriminator;
    private final Optimizer generatorOptimizer;
    private final Optimizer discriminatorOptimizer;
    private final GanSettings settings;
    private final Buffers buffers = new Buffers();

    GanSteps(Layer generator, Layer discriminator, Optimizer generatorOptimizer, Optimizer discriminatorOptimizer,
            GanSettings settings) {
        this.generator = generator;
        this.discriminator = discriminator;
        this.generatorOptimizer = generatorOptimizer;
        this.discriminatorOptimizer = discriminatorOptimizer;
        this.settings = settings;
    }

    /** Both halves and what G made of D's opinion. */
    record Both(DiscriminatorMetrics metrics, double generatorLoss) {}

    /** Updates D on a real batch, and again on a fake one. */
    DiscriminatorMetrics discriminatorSeparately(Tensor real, Tensor z, RandomStream random) {
        return new DiscriminatorMetrics(
                discriminatorOnReal(real, random.stream("real")),
                discriminatorOnFake(z, random.stream("fake")));
    }

    private Side discriminatorOnReal(Tensor real, RandomStream random) {
        try (Tape tape = Tape.training(random, buffers)) {
            return updateDiscriminator(discriminator, discriminatorOptimizer, settings.loss(), real, true, tape);
        }
    }

    private Side discriminatorOnFake(Tensor z, RandomStream random) {
        try (Tape tape = Tape.training(random, buffers)) {
            Tensor fake = generator.forward(z, fakesMode(tape));                      // (N, H, W, C)
            return updateDiscriminator(discriminator, discriminatorOptimizer, settings.loss(), fake, false, tape);
        }
    }

    /** Updates a D on examples that are all real or all fake. Returns what it said of them before. */
    static Side updateDiscriminator(Layer discriminator, Optimizer optimizer, AdversarialLoss criterion,
            Tensor examples, boolean real, Tape tape) {
        Tensor logits = discriminator.forward(examples, tape);                        // (N, 1)
        Tensor loss = loss(criterion, logits, real, tape);
        String update = "discriminator on " + (real ? "real" : "fake") + " examples";
        optimizer.step(gradients(tape, loss, discriminator, update));
        return Side.of(loss, logits, real, criterion);
    }

    /** Updates D once, on a batch in which the fake examples follow the real ones. */
    DiscriminatorMetrics discriminatorJoined(Tensor real, Tensor z, RandomStream random) {
        try (Tape tape = Tape.training(random, buffers)) {
            Tensor fake = generator.forward(z, fakesMode(tape));                      // (M, H, W, C)
            int n = real.shape().axis(0);
            int m = fake.shape().axis(0);
            Tensor logits = discriminator.forward(concatenateRows(List.of(real, fake), tape), tape);   // (N + M, 1)
            Tensor realLogits = sliceRows(logits, 0, n, tape);
            Tensor fakeLogits = sliceRows(logits, n, n + m, tape);
            Tensor realLoss = settings.loss().real(realLogits, tape);
            Tensor fakeLoss = settings.loss().fake(fakeLogits, tape);
            Tensor loss = mean(realLoss, n, fakeLoss, m, tape);
            discriminatorOptimizer.step(gradients(tape, loss, discriminator, "discriminator"));
            return metrics(realLoss, realLogits, fakeLoss, fakeLogits);
        }
    }

    /** Updates D once, by the mean of its losses on a real and on a fake batch that pass one after the other. */
    DiscriminatorMetrics discriminatorPaired(Tensor real, Tensor z, RandomStream random) {
        try (Tape tape = Tape.training(random, buffers)) {
            Tensor fake = generator.forward(z, fakesMode(tape));                      // (N, H, W, C)
            Tensor realLogits = discriminator.forward(real, tape);                    // (N, 1)
            Tensor fakeLogits = discriminator.forward(fake, tape);                    // (N, 1)
            Tensor realLoss = settings.loss().real(realLogits, tape);
            Tensor fakeLoss = settings.loss().fake(fakeLogits, tape);
            Tensor loss = mean(realLoss, 1, fakeLoss, 1, tape);
            discriminatorOptimizer.step(gradients(tape, loss, discriminator, "discriminator"));
            return metrics(realLoss, realLogits, fakeLoss, fakeLogits);
        }
    }

    /** Updates G through D as it is. Returns G's loss. */
    double generator(Tensor z, RandomStream random) {
        try (Tape tape = Tape.training(random, buffers)) {
            Tensor fake = generator.forward(z, tape);                                 // (N, H, W, C)
            Tensor logits = discriminator.forward(fake, settings.inferenceDiscriminator() ? tape.inference() : tape);
            Tensor loss = settings.loss().generator(logits, tape);
            generatorOptimizer.step(gradients(tape, loss, generator, "generator"));   // through D, without D's dW
            return loss.item();
        }
    }

    /** Updates both from one pass of G and one of D on each half. */
    Both simultaneous(Tensor real, Tensor z, RandomStream random) {
        try (Tape tape = Tape.training(random, buffers)) {
            Tensor fake = generator.forward(z, tape);                                 // (N, H, W, C)
            Tensor realLogits = discriminator.forward(real, tape);                    // (N, 1)
            Tensor fakeLogits = discriminator.forward(fake, tape);                    // (N, 1)
            Tensor realLoss = settings.loss().real(realLogits, tape);
            Tensor fakeLoss = settings.loss().fake(fakeLogits, tape);
            Tensor discriminatorLoss = mean(realLoss, 1, fakeLoss, 1, tape);
            Tensor generatorLoss = settings.loss().generator(fakeLogits, tape);
            Gradients dD = gradients(tape, discriminatorLoss, discriminator, "discriminator");     // stops at fake
            Gradients dG = gradients(tape, generatorLoss, generator, "generator");   // through D, without D's dW
            discriminatorOptimizer.step(dD);
            generatorOptimizer.step(dG);
            DiscriminatorMetrics metrics = metrics(realLoss, realLogits, fakeLoss, fakeLogits);
            return new Both(metrics, generatorLoss.item());
        }
    }

    /** What D says of examples that are all real or all fake, without an update. */
    Side judge(Tensor examples, boolean real, Tape tape) {
        Tensor logits = discriminator.forward(examples, tape);                        // (N, 1)
        return Side.of(loss(settings.loss(), logits, real, tape), logits, real, settings.loss());
    }

    private static Tensor loss(AdversarialLoss criterion, Tensor logits, boolean real, Tape tape) {
        return real ? criterion.real(logits, tape) : criterion.fake(logits, tape);
    }

    private DiscriminatorMetrics metrics(Tensor realLoss, Tensor realLogits, Tensor fakeLoss, Tensor fakeLogits) {
        return new DiscriminatorMetrics(
                Side.of(realLoss, realLogits, true, settings.loss()),
                Side.of(fakeLoss, fakeLogits, false, settings.loss()));
    }

    private Tape fakesMode(Tape tape) {
        return settings.inferenceFakes() ? tape.inference() : tape;
    }

    /** The mean of two means, by the number of examples behind each. */
    private static Tensor mean(Tensor a, int n, Tensor b, int m, Tape tape) {
        float share = (float) n / (n + m);
        return add(scale(a, share, tape), scale(b, 1 - share, tape), tape);
    }

    /** The gradients of one network's parameters, refused unless finite. */
    private static Gradients gradients(Tape tape, Tensor loss, Layer network, String update) {
        if (!loss.isFinite()) {
            throw refused(update, "its loss is " + loss.item(), firstNotFinite(tape));
        }
        Gradients gradients = tape.gradients(loss, network.parameters());
        if (!gradients.isFinite()) {
            // What tanh or BatchNorm hid from the loss may still be where it began.
            String forward = firstNotFinite(tape);
            throw refused(update, "a gradient is not finite",
                    forward.isEmpty() ? lastNotFinite(tape, gradients) : forward);
        }
        return gradients;
    }

    private static DivergedException refused(String update, String reason, String origin) {
        return new DivergedException("update of the " + update + " refused: " + reason + "; " + origin);
    }

    /** In the order of the forward pass; empty if every output is finite. */
    private static String firstNotFinite(Tape tape) {
        for (Node node : tape.nodes()) {
            if (!node.output().isFinite()) {
                for (Tensor source : node.sources()) {
                    if (!source.isFinite()) {
                        return node.name() + " was the first to read something that is not finite, its "
                                + (source instanceof Parameter ? "parameter" : "input") + " of shape " + source.shape();
                    }
                }
                return "the first layer to make something that is not finite was " + node.name();
            }
        }
        return "";
    }

    /** The walk back starts at the end of the tape, so the last layer is the first to fail. */
    private static String lastNotFinite(Tape tape, Gradients gradients) {
        for (int i = tape.nodes().size() - 1; i >= 0; i--) {
            Node node = tape.nodes().get(i);
            for (Tensor source : node.sources()) {
                if (gradients.sources().contains(source) && !gradients.of(source).isFinite()) {
                    return "the first on the way back is that of " + node.name() + "'s parameter of shape "
                            + source.shape();
                }
            }
        }
        return "no layer of the pass explains it";
    }
}
