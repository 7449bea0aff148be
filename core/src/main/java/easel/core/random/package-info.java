/** Random streams: one counter-based generator, keyed by seed, name and position. */
package easel.core.random;
