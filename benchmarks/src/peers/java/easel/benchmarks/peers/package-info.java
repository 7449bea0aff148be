/**
 * Other libraries on the steps of {@link easel.benchmarks.Program}, timed by the same timer in processes of their own.
 * Part of the build in the profile {@code peers} only.
 */
package easel.benchmarks.peers;
