/**
 * JMH benchmarks of kernels, layers and training steps, and a report of their results. The Javadoc of each benchmark
 * states its question and its command. Each benchmark includes a simple baseline. Nothing depends on this package but
 * {@code easel.benchmarks.peers}.
 *
 * <p>Terms: <i>GFLOP/s</i> are 10⁹ floating-point operations per second, two for each multiply-add. The <i>peak</i> is
 * the rate that {@link easel.benchmarks.PeakBenchmark} measures. A <i>peer</i> is another library on the same steps. A
 * <i>round</i> runs each library once per program.
 */
package easel.benchmarks;
