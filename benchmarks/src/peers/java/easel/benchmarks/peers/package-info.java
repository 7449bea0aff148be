/**
 * The training steps of {@link easel.benchmarks.Program} in other libraries, timed by the same class, one process per
 * run. Only the Maven profile {@code peers} builds this package.
 */
package easel.benchmarks.peers;
