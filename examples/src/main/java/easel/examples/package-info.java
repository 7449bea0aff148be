/**
 * Programs to run and to read. Start with {@link easel.examples.Xor}, print one backward pass with
 * {@link easel.examples.XorBackward}, read a whole GAN in one file in {@link easel.examples.TinyGan}, then train
 * {@link easel.examples.VanillaMnist} and {@link easel.examples.BestMnist}. {@link easel.examples.Denoise} has a network with
 * skip connections. Each main is one file that reads from top to bottom: settings, networks, training, pictures. {@link easel.examples.tutorial} has
 * the small programs of the tutorial.
 *
 * <pre>
 * mvn -q compile exec:java
 * mvn -q compile exec:java -Dexec.args="--seed 7"
 * mvn -q compile exec:java -Dexec.mainClass=easel.examples.SmallMnist -Dexec.args="--help"
 * </pre>
 *
 * <p>{@link easel.examples.Easel} is the command line for these programs and for the models that they save. The
 * training programs share {@link easel.examples.run}: run folder, options, progress bar, Ctrl-C. No other package uses
 * this one.
 *
 * <p>The GAN programs repeat the programs of six <i>published tutorials</i>, one of which has two programs. The class
 * and the help text of each name the kind of tutorial and the numbers that its text reports;
 * {@link easel.gan.GanProgram} has the networks and schedules.
 */
package easel.examples;
