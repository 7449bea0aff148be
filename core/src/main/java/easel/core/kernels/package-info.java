/** Matrix products and parallel loops on plain float arrays: facades that validate, kernels that assume. */
package easel.core.kernels;
