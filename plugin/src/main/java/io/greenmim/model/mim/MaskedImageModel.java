package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.model.Encoder;
import io.greenmim.model.EncoderInput;
import io.greenmim.model.MaskPlan;
import io.greenmim.model.MaskPlanner;
import io.greenmim.model.ParameterRole;
import io.greenmim.ops.ArrayScope;

/**
 * A model that is pre-trained by predicting hidden patches of images.
 *
 * <p>As a DJL block it answers three questions: images alone give what the encoder gives; images
 * and a mask give the pictures of {@link Reconstruction}; images and a {@link MaskPlan} as the
 * parameter {@code plan} give the loss.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), float32, or the loss, a scalar
 */
public interface MaskedImageModel extends Block {

  /** Name of the parameter that carries the plan through the forward pass. */
  String PLAN = "plan";

  /** {@return the encoder} */
  Encoder encoder();

  /**
   * Returns the side of a mask patch.
   *
   * @return side in pixels
   */
  int maskPatch();

  /**
   * Returns the mask ratio of the pre-training.
   *
   * @return share of the mask patches that is hidden, in (0, 1)
   */
  double maskRatio();

  /**
   * Tells whether the target is normalised patch by patch, so that pictures of predictions need the
   * true mean and variance of each hidden patch.
   *
   * @return whether each target patch is normalised by its own mean and variance
   */
  boolean normalisesTarget();

  /**
   * Makes the planner of batches.
   *
   * @param mode how windows are grouped; of no consequence to a dense encoder
   * @return a planner for one mask that all images of a batch share, or one for each
   */
  MaskPlanner planner(GroupingMode mode);

  /**
   * Tells what a parameter is.
   *
   * @param name its name in the model's state dict
   * @return its role; what stands on the encoder has the last layer
   */
  ParameterRole role(String name);

  /**
   * Returns what the encoder is given.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @param training whether this is a training pass
   * @return the input
   */
  EncoderInput input(ParameterStore store, NDArray images, MaskPlan plan, boolean training);

  /**
   * Computes the loss over the hidden patches from what the encoder gave.
   *
   * @param store the parameter store
   * @param latents the encoder's latents of {@link #input}, (n, B, C_last)
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @param training whether this is a training pass
   * @return the loss, a scalar
   * @throws IllegalArgumentException if the masks hide nothing
   */
  NDArray loss(
      ParameterStore store, NDArray latents, NDArray images, MaskPlan plan, boolean training);

  /**
   * Computes the loss over the hidden patches.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @param training whether this is a training pass
   * @return the loss, a scalar
   * @throws IllegalArgumentException if the masks hide nothing or the plan is not this model's
   */
  default NDArray loss(ParameterStore store, NDArray images, MaskPlan plan, boolean training) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray latents = encoder().encode(store, input(store, images, plan, training), training);
      return scope.keep(loss(store, latents, images, plan, training));
    }
  }

  /**
   * Makes pictures of what the model makes of masked images.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @return pictures, normalised as the images are, on their manager
   */
  Reconstruction reconstruct(ParameterStore store, NDArray images, MaskPlan plan);
}
