/**
 * The commands of {@code easel} except {@code train}: one class for each command, and the options and files that they
 * share. Used by {@code easel.examples.Easel} and the mains; uses the run folder.
 *
 * <p>Glossary. <b>Model</b>: a file of one network, a checkpoint, or a run's folder, of which the last checkpoint is
 * used. <b>Point</b>: a latent point with a number; the seed and this number determine it. <b>Strip</b>: a picture with
 * images in rows.
 */
package easel.examples.commands;
