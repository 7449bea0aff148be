package easel.gan;

/**
 * An update of {@link GanSchedule}: which networks it changes and what they read. The kind of the update, the number of
 * the step, the index of the D step and the parameters determine the gradients.
 */
enum GanUpdate {
    /** D on a real batch. */
    DISCRIMINATOR_ON_REAL(true, "real"),
    /** D on a fake batch. */
    DISCRIMINATOR_ON_FAKE(false, "fake"),
    /** D on one batch of real and fake examples. */
    DISCRIMINATOR_JOINED(true, ""),
    /** D on a real and a fake batch, each with a forward pass of its own. */
    DISCRIMINATOR_PAIRED(true, ""),
    /** G through D. */
    GENERATOR(false, ""),
    /** G through D, by a loss that compares fake with real examples. */
    GENERATOR_COMPARED(true, ""),
    /** Both networks from one forward pass. */
    BOTH(true, "");

    private final boolean readsReal;
    /** The name of the random stream within that of the D step, or empty. */
    private final String stream;

    GanUpdate(boolean readsReal, String stream) {
        this.readsReal = readsReal;
        this.stream = stream;
    }

    /** What this update reads in a step, from its D step i. */
    UpdateInputs inputs(StepInputs step, GanSettings settings, int i) {
        UpdateInputs inputs = switch (this) {
            case GENERATOR, GENERATOR_COMPARED -> UpdateInputs.of(
                    step.latent("latent points of the generator", settings.generatorBatch()),
                    step.random("layers in the generator's step"));
            case BOTH -> UpdateInputs.of(step.latent("latent points", settings.batch()), step.random("layers"));
            default -> UpdateInputs.of(step.latent("latent points of the discriminator", settings.batch(), i),
                    step.random("layers in the discriminator's step", i));
        };
        UpdateInputs own = stream.isEmpty() ? inputs : inputs.withStream(stream);
        return readsReal ? own.withReal(step.real(i)) : own;
    }

    boolean changesDiscriminator() {
        return this != GENERATOR && this != GENERATOR_COMPARED;
    }

    boolean changesGenerator() {
        return this == BOTH || !changesDiscriminator();
    }
}
