/**
 * The training steps of {@link easel.benchmarks.Program} in other libraries, timed by the same timer, one process per
 * run. Part of the build in the profile {@code peers} only.
 */
package easel.benchmarks.peers;
