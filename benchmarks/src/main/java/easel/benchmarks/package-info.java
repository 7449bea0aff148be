/**
 * JMH benchmarks of kernels, layers and training steps, and a report of their results. The Javadoc of each benchmark
 * states its question and its command. Each benchmark includes a simple baseline. Only {@code easel.benchmarks.peers}
 * depends on this package.
 *
 * <p>Terms: <i>GFLOP/s</i> are 10⁹ floating-point operations per second, two for each multiply-add. The <i>peak</i> is
 * the rate that {@link easel.benchmarks.PeakBenchmark} measures. A <i>program</i> is one of the networks of
 * {@link easel.benchmarks.Program} with its training step. A <i>peer</i> is another library that runs the same training
 * steps. A <i>round</i> runs each program once in each library.
 */
package easel.benchmarks;
