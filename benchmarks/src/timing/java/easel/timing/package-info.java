/** Times repeated operations. The modules benchmarks and examples both compile this source folder. */
package easel.timing;
