/**
 * The run folder: everything a training program writes and prints besides its mathematics. It also starts programs and
 * parses the options that they share. Used by the programs and the commands; uses only the profile.
 *
 * <p>Glossary. <b>Run</b>: one training in one folder, possibly resumed. <b>Identity</b>: program, data and the options
 * that affect a step; a checkpoint stores it. <b>Checkpoint</b>: the whole state of a training after a step.
 * <b>Frame</b>: a picture of fixed latent points; the frames form the animation. <b>Page</b>: the folder's
 * {@code index.html}.
 */
package easel.examples.run;
