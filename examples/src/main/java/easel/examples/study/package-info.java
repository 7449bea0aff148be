/**
 * {@code easel study}: a page to study GANs on, live. A training session computes the steps and their measurements, a
 * server on the loopback interface sends them to the page, and the page's controls send commands back. The page is
 * hand-written HTML, CSS and JavaScript in the resources of this package.
 *
 * <p>The pages of programs' runs, live and replayed, take the next step apart in the same way as a study: copies of the
 * networks take it, from a state of the trainer. No other package of the examples knows this one, except the command
 * and {@code easel train --study}.
 */
package easel.examples.study;
