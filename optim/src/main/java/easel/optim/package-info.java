/**
 * Optimizers, learning rate schedules and gradient clipping.
 *
 * <pre>{@code
 * Optimizer optimizer = Adam.withLearningRate(2e-4f).withBeta1(0.5f);
 * Gradients gradients = tape.gradients(loss, net.parameters());
 * optimizer.step(Clip.byGlobalNorm(gradients, 5));
 * }</pre>
 *
 * <p>Gradients are values, so there is nothing to zero; a parameter without a gradient is not changed. The letters are
 * those of the papers: θ is a parameter, g its gradient, m and v are running means of g and g², t is the number of
 * updates of the parameter including the current one, and η is the learning rate.
 */
package easel.optim;
