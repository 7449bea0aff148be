/**
 * Programs to run and to read. Start with {@link easel.examples.Xor}, print one backward pass with
 * {@link easel.examples.XorBackward}, read a whole GAN in one file in {@link easel.examples.TinyGan}, then train
 * {@link easel.examples.VanillaMnist}. Each main is one file that reads from top to bottom: settings, networks,
 * training, pictures.
 *
 * <pre>
 * mvn -q compile exec:java
 * mvn -q compile exec:java -Dexec.args="--steps 30000 --seed 7"
 * mvn -q compile exec:java -Dexec.mainClass=easel.examples.SmallMnist -Dexec.args="--help"
 * </pre>
 *
 * <p>{@link easel.examples.Easel} is the command line for these programs and for the models that they save. The
 * training programs share {@link easel.examples.run}: run folder, options, progress bar, Ctrl-C. No other package uses
 * this one. Help texts call the settings of the original programs <i>published</i>; {@link easel.gan.GanProgram} has
 * their networks and schedules.
 */
package easel.examples;
