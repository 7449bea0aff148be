/**
 * Optimizers, learning rate schedules and gradient clipping.
 *
 * <pre>{@code
 * Optimizer optimizer = Adam.withLearningRate(2e-4f).withBeta1(0.5f);
 * Gradients gradients = tape.gradients(loss, net.parameters());
 * optimizer.step(Clip.byGlobalNorm(gradients, 5));
 * }</pre>
 *
 * <p>Gradients are values, so there is nothing to zero, and what is not among them is not changed. The letters
 * are the papers': θ a parameter, g its gradient, m and v running means of g and g², t the number of updates that
 * the parameter has had, this one included; η is the learning rate.
 */
package easel.optim;
