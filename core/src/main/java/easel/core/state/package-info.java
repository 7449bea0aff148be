/** Named tensors and strings, and their form on disk: safetensors files. */
package easel.core.state;
