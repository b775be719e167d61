/**
 * Comparison of models with reference files: recorded inputs, parameters, outputs and gradients.
 *
 * <p>A reference file is a safetensors file whose metadata key {@code config} tells the
 * architecture as JSON. Its keys are {@code input.*}, {@code param.<name>}, {@code out.*} and
 * {@code grad.<name>}, the gradient of {@code out.loss}.
 */
package io.greenmim.train.verify;
