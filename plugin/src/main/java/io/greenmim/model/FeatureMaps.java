package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What an encoder says about whole images.
 *
 * @param stages one map for each stage, (B, C_i, H_i, W_i), sides as {@link Encoder#grid} tells
 * @param pooled the pooled feature, (B, C_last), as {@link Encoder#pool} makes it
 */
public record FeatureMaps(List<NDArray> stages, NDArray pooled) {}
