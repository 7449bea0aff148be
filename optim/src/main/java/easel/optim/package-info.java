/**
 * Optimizers, learning rate schedules and gradient clipping. The package uses {@code easel.core},
 * {@code easel.core.kernels} and {@code easel.core.state}, and no layers: an optimizer receives gradients and changes
 * their parameters. Training loops and {@code easel.gan} use it.
 *
 * <pre>{@code
 * Optimizer optimizer = Adam.withLearningRate(2e-4).withBeta1(0.5);
 * Gradients gradients = tape.gradients(loss, net.parameters());
 * optimizer.step(Clip.byGlobalNorm(gradients, 5));
 * }</pre>
 *
 * <p>Optimizers are made by static factories. A method {@code withX} returns an optimizer with another setting and
 * leaves its receiver unchanged. Settings are double parameters, so literals need no suffix; an optimizer converts each
 * to float once.
 *
 * <p>Gradients are values, so there is nothing to zero. A parameter without a gradient does not change. Notation: θ is
 * a parameter, g its gradient, η the learning rate, and t the number of updates of the parameter including the current
 * one. In Adam, m and v are running means of g and g². In RMSProp, s is the running mean of g². In SGD, v is the
 * velocity.
 *
 * <p>Terms: a <i>step</i> is one call of an optimizer, which updates each parameter that has a gradient. A
 * <i>schedule</i> is the learning rate as a function of the number of earlier steps. <i>Clipping</i> limits gradients
 * before a step. A <i>slot</i> is an optimizer's state for one parameter. <i>Weight decay</i> is a reduction of each
 * parameter by a share of its value in each step.
 */
@NullMarked
package easel.optim;

import org.jspecify.annotations.NullMarked;
