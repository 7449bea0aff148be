/**
 * The run folder and the parts that all training programs share: checkpoints, losses, pictures, page, progress bar and
 * options. Also starts programs and reports their errors. Used by the programs and the commands. Of the examples'
 * packages, it uses only the profile.
 *
 * <p>Glossary. <b>Run</b>: one training in one folder, possibly resumed. <b>Identity</b>: program, data and the options
 * that affect a step; a checkpoint stores it. <b>Checkpoint</b>: the whole state of a training after a step.
 * <b>Frame</b>: a picture of fixed latent points; the frames form the animation. <b>Page</b>: the folder's
 * {@code index.html}.
 */
package easel.examples.run;
