/**
 * The programs of the tutorial in gan/tutorial. Each main belongs to one chapter, is one file of at most 120 lines, and
 * writes its pictures to runs/tutorial. {@link easel.examples.tutorial.FirstLook} is the first one.
 */
package easel.examples.tutorial;
