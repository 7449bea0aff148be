/** JMH benchmarks. Each says its question and its command; a plain baseline stands beside the fast one. */
package easel.benchmarks;
