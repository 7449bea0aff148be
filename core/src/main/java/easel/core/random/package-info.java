/**
 * Random numbers from one counter-based generator. {@link easel.core.random.RandomStream} is the public class; Philox
 * makes the words, NormalQuantile turns words into normal numbers, and ParallelFill fills arrays. The package uses
 * {@code easel.core.kernels} for parallel loops. Every package that draws random numbers uses it: tapes (for dropout),
 * initializers, datasets and training.
 *
 * <h2>Glossary</h2>
 * <dl>
 * <dt>Counter-based generator</dt>
 * <dd>A generator without a state that changes from draw to draw: word i is a function of a key and of i. So words can
 * be computed in any order and on any thread. (Salmon and others, Parallel Random Numbers: As Easy as 1, 2, 3, SC
 * 2011.)</dd>
 * <dt>Word</dt>
 * <dd>32 random bits, the unit of every draw.</dd>
 * <dt>Block</dt>
 * <dd>The four words that Philox makes of one 128-bit counter.</dd>
 * <dt>Key</dt>
 * <dd>64 bits that select one bijection of the counters. The key of a seed's stream is the seed.</dd>
 * <dt>Branch</dt>
 * <dd>The upper 64 bits of the counter. Key and branch identify a stream.</dd>
 * <dt>Position</dt>
 * <dd>The index of the next word of a stream.</dd>
 * <dt>Stream</dt>
 * <dd>The 2<sup>64</sup> words of one key and branch. A named stream or the stream of a step is derived from its
 * parent's key and branch, not from the parent's position.</dd>
 * </dl>
 */
package easel.core.random;
