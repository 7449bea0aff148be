/**
 * The per-layer profile of the option {@code --profile}: time, GFLOP/s and bytes of each layer, forward and backward.
 * Used by the run folder and by the training programs. Uses nothing else of the examples.
 *
 * <p>Glossary. <b>Row</b>: one recorded operation of a network. <b>Cost</b>: the accumulated calls, time, arithmetic
 * and bytes of a row in one direction. <b>Warm-up</b>: the first steps, which are not measured.
 */
package easel.examples.profile;
