package application;

import static easel.core.ops.Arithmetic.add;
import static easel.core.ops.Arithmetic.scale;
import static easel.core.ops.Rearrange.concatenateRows;
import static easel.core.ops.Rearrange.gather;

import easel.core.Shape;
import easel.core.Tape;
import easel.core.Tensor;
import easel.core.state.State;
import easel.gan.AdversarialLoss;
import easel.gan.DiscriminatorMetrics;
import easel.gan.GanSettings;
import easel.gan.GanSteps;
import easel.gan.StepInputs;
import easel.gan.UpdateSchedule;
import easel.layers.FiniteGradients;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Half of D's fake examples are new; the other half are from a history, where the new ones then replace them. */
public record HistorySchedule(Tensor history) implements UpdateSchedule {
    /** A schedule for one trainer; capacity is at least half the batch size, and example the shape of one example. */
    public static HistorySchedule of(int capacity, Shape example) {
        return new HistorySchedule(Tensor.zeros(example.batch(capacity)));
    }

    @Override
    public GanSteps.Metrics step(GanSteps gan, StepInputs inputs) {
        if (inputs.step() == 0) {
            Tensor first = gan.generator().infer(inputs.latent("latent points of the history", capacity()));
            System.arraycopy(first.array(), 0, history.array(), 0, history.size());
        }
        DiscriminatorMetrics metrics = updateDiscriminator(gan, inputs);
        Tensor z = inputs.latent("latent points of the generator", gan.settings().generatorBatch());
        return new GanSteps.Metrics(metrics, gan.updateGenerator(z, inputs.random("layers in the generator's step")));
    }

    private DiscriminatorMetrics updateDiscriminator(GanSteps gan, StepInputs inputs) {
        AdversarialLoss.Separable criterion = (AdversarialLoss.Separable) gan.settings().loss();
        int half = gan.settings().batch() / 2;
        Tensor z = inputs.latent("latent points of the discriminator", half);
        int[] old = Arrays.copyOf(inputs.random("history").permutation(capacity()), half);
        try (Tape tape = gan.tape(inputs.random("layers in the discriminator's step"))) {
            Tensor made = gan.generator().forward(z, tape);                                       // (N/2, …)
            Tensor fake = concatenateRows(List.of(made, gather(history, old, tape)), tape);       // (N, …)
            Tensor realLogits = gan.discriminator().forward(inputs.real(0), tape);                // (N, 1)
            Tensor fakeLogits = gan.discriminator().forward(fake, tape);                          // (N, 1)
            Tensor realLoss = criterion.real(realLogits, tape);
            Tensor fakeLoss = criterion.fake(fakeLogits, tape);
            Tensor loss = scale(add(realLoss, fakeLoss, tape), 0.5, tape);
            gan.discriminatorOptimizer().step(FiniteGradients.of(loss, gan.discriminator(), tape, "discriminator"));
            replace(old, made);
            return DiscriminatorMetrics.of(realLoss, realLogits, fakeLoss, fakeLogits, criterion);
        }
    }

    private void replace(int[] old, Tensor made) {
        int size = made.size() / old.length;
        for (int i = 0; i < old.length; i++) {
            System.arraycopy(made.array(), i * size, history.array(), old[i] * size, size);
        }
    }

    private int capacity() {
        return history.shape().axis(0);
    }

    @Override
    public void requireSupported(GanSettings settings) {
        if (settings.discriminatorSteps() != 1 || settings.batch() % 2 != 0 || settings.batch() / 2 > capacity()) {
            throw new IllegalArgumentException("a history of " + capacity() + " examples requires 1 discriminator step"
                    + " and an even batch size up to " + 2 * capacity() + ", found " + settings);
        }
    }

    @Override
    public String text() {
        return "HistorySchedule[capacity=" + capacity() + "]";
    }

    @Override
    public State state() {
        return State.builder().tensor("history", history).build();
    }

    @Override
    public void restore(State state) {
        state.copyTo(Map.of("history", history));
    }
}
