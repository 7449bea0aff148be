/** The stopwatch of the benchmarks and of {@code easel benchmark}: a source folder that both modules compile. */
package easel.timing;
