package application;

import easel.core.Parameter;
import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.ops.Rearrange;
import easel.core.random.RandomStream;
import easel.core.state.State;
import easel.layers.Dense;
import easel.layers.Flatten;
import easel.layers.LeakyReLU;
import easel.layers.Models;
import easel.layers.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * D(x, label): a logit that says whether x is a real image of this class (Mirza and Osindero, Conditional Generative
 * Adversarial Nets, 2014).
 */
public record ConditionalDiscriminator(Sequential features, Sequential decision) {
    public static ConditionalDiscriminator of(int classes, RandomStream random) {
        return new ConditionalDiscriminator(
                Sequential.of(Shape.of(28, 28, 1), Flatten.of(), Dense.of(784, 64, random), LeakyReLU.withSlope(0.2)),
                Sequential.of(Shape.of(64 + classes), Dense.of(64 + classes, 32, random), LeakyReLU.withSlope(0.2),
                        Dense.of(32, 1, random)));
    }

    /** The logits (N, 1) of images x (N, 28, 28, 1) with labels (N, classes), 1 for the class and 0 elsewhere. */
    public Tensor forward(Tensor x, Tensor labels, Tape tape) {
        Tensor both = Rearrange.concatenateColumns(List.of(features.forward(x, tape), labels), tape);
        return decision.forward(both, tape);
    }

    /** For {@code optimizer.step(tape.gradients(loss, discriminator.parameters()))}. */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(features.parameters());
        parameters.addAll(decision.parameters());
        return parameters;
    }

    /** For {@code Safetensors.write(discriminator.state(), path)}. */
    public State state() {
        return Models.state(features).under("features").plus(Models.state(decision).under("decision"));
    }

    /** For {@code ConditionalDiscriminator.from(Safetensors.read(path))}. */
    public static ConditionalDiscriminator from(State state) {
        return new ConditionalDiscriminator(
                Models.network(state.within("features")), Models.network(state.within("decision")));
    }
}
