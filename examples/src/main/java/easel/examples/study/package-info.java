/**
 * {@code easel study}: a page to study GANs on, live. A training session computes the steps and their measurements, a
 * server on the loopback interface sends them to the page, and the page's controls send commands back. The page is
 * hand-written HTML, CSS and JavaScript in the resources of this package. No other package of the examples knows it,
 * except the command and {@code easel train --study}.
 */
package easel.examples.study;
