/**
 * Supervised training of one network: {@link easel.training.Training} runs the epochs, {@link easel.training.Examples}
 * are its data, {@link easel.training.Objective} is its loss and metrics, and {@link easel.training.History} is its
 * result. The package needs the modules core, layers and optim only.
 *
 * <p>Settings are made by static factories. A method {@code withX} returns a copy with another setting.
 *
 * <p>Terms: a step is one update from one batch. An epoch is one pass over all examples in a new random order. A metric
 * is a quantity that people read, such as the accuracy; the optimizer minimizes the loss only. Validation examples are
 * not trained on; after each epoch the network is evaluated on them.
 */
@NullMarked
package easel.training;

import org.jspecify.annotations.NullMarked;
