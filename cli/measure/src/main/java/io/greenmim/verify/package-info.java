/**
 * Comparison of models with reference files: recorded inputs, parameters, outputs and gradients.
 *
 * <p>A reference file is a safetensors file with JSON that says what belongs to its tensors: its
 * metadata key {@code config}, or the JSON file of the same name beside it. A JSON file may stand
 * alone. The kinds of this package have the keys {@code input.*}, {@code param.<name>}, {@code
 * out.*} and {@code grad.<name>}, the gradient of {@code out.loss}; others have their own.
 */
package io.greenmim.verify;
