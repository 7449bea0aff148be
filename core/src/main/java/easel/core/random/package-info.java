/**
 * Random numbers from one counter-based generator. {@link easel.core.random.RandomStream} is the public class; Philox
 * computes the words, NormalQuantile converts words to normal numbers, and ParallelFill fills arrays. The package uses
 * {@code easel.core.kernels} for parallel loops. Tapes (for dropout), initializers, datasets and trainers draw their
 * random numbers from it.
 *
 * <h2>Glossary</h2>
 * <dl>
 * <dt>Counter-based generator</dt>
 * <dd>A generator without changing state: word i is a function of a key and of i. So words can be computed in any order
 * and on any thread. (Salmon and others, Parallel Random Numbers: As Easy as 1, 2, 3, SC
 * 2011.)</dd>
 * <dt>Word</dt>
 * <dd>32 random bits, the unit of every draw.</dd>
 * <dt>Block</dt>
 * <dd>The four words that Philox computes from one 128-bit counter.</dd>
 * <dt>Key</dt>
 * <dd>The 64-bit parameter of Philox, which selects one bijection of the counters. The stream of a seed has the seed as
 * its key.</dd>
 * <dt>Branch</dt>
 * <dd>The upper 64 bits of the counter. Key and branch identify a stream.</dd>
 * <dt>Position</dt>
 * <dd>The index of the next word of a stream.</dd>
 * <dt>Stream</dt>
 * <dd>The 2<sup>64</sup> words of one key and branch. A named stream or the stream of a step is derived from its
 * parent's key and branch, not from the parent's position.</dd>
 * </dl>
 */
@NullMarked
package easel.core.random;

import org.jspecify.annotations.NullMarked;
