/**
 * Saved state: named tensors and strings, their safetensors files, and layers described as data. It uses {@link
 * easel.core} only. Layers, optimizers and trainers convert themselves to and from a {@link easel.core.state.State};
 * layers and convolution geometries also write their settings into a {@link easel.core.state.Description}.
 *
 * <h2>Glossary</h2>
 * <ul>
 *   <li>State: a snapshot of named tensors and named strings, for example the parameters of a model or a whole training
 *       run.
 *   <li>Description: a layer's type, settings and inner layers, without parameters. The description of a whole network
 *       is its architecture.
 *   <li>Safetensors: the file format of a state. Other libraries also read and write it ({@link
 *       easel.core.state.Safetensors}).
 *   <li>Header: the JSON at the start of a safetensors file, with the type, shape and byte range of each tensor.
 *   <li>Metadata: the strings in the header.
 *   <li>Whole file: a file that is written under a temporary name and renamed when complete ({@link
 *       easel.core.state.WholeFile}).
 * </ul>
 */
@NullMarked
package easel.core.state;

import org.jspecify.annotations.NullMarked;
