/**
 * Programs to run and to read. Start with {@link easel.examples.Xor}, see one backward pass in
 * {@link easel.examples.XorBackward}, then watch digits appear with {@link easel.examples.VanillaMnist}. Each main is
 * one file that reads from top to bottom: settings, networks, training, pictures.
 *
 * <pre>
 * mvn -q compile exec:java
 * mvn -q compile exec:java -Dexec.args="--steps 30000 --seed 7"
 * mvn -q compile exec:java -Dexec.mainClass=easel.examples.SmallMnist -Dexec.args="--help"
 * </pre>
 *
 * <p>{@link easel.examples.Easel} is the command line: these programs, and what can be done with the models they leave.
 *
 * <p>What the training mains share is small and serves only them: Launch (errors and exit codes), Run (a folder, the
 * losses, a progress bar, Ctrl-C).
 */
package easel.examples;
