package io.greenmim.model.mim;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.BatchMask;
import io.greenmim.model.InitialWeights;
import io.greenmim.model.Segment;
import io.greenmim.model.Segments;
import java.util.List;

/**
 * A model that is pre-trained by predicting hidden patches of images.
 *
 * <p>As a DJL block it answers three questions: images alone give what the encoder gives; images
 * and a mask give the pictures of {@link Reconstruction}; images and a {@link BatchMask} as the
 * parameter {@code plan} give the loss.
 *
 * @shape input images (B, c, H, W), optionally a mask (rows, cols), boolean, true = masked; output
 *     the encoder's output, or two pictures (B, c, H, W), uint8, or the loss, a scalar
 */
public interface MaskedImageModel extends Block {

  /** Name of the parameter that carries the plan through the forward pass. */
  String PLAN = "plan";

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
   * Returns how the published code draws the first weights.
   *
   * @return the scheme
   */
  InitialWeights publishedWeights();

  /**
   * Returns how many masks a batch takes.
   *
   * @param images images of the batch
   * @return 1 if the images of a batch share a mask, else the number of images
   */
  int masksFor(int images);

  /**
   * Makes the planner of batches.
   *
   * @param mode how windows are grouped; of no consequence to a dense encoder
   * @return a planner
   */
  MaskPlanner planner(GroupingMode mode);

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
  default NDArray loss(ParameterStore store, NDArray images, BatchMask plan, boolean training) {
    return Segments.run(lossSegments(store, images, plan, training), images);
  }

  /**
   * Cuts {@link #loss} into the stages of the encoder and what follows it.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @param training whether this is a training pass
   * @return the stretches; the first takes the images, the last gives the loss
   * @throws IllegalArgumentException if the masks hide nothing or the plan is not this model's
   */
  List<Segment> lossSegments(
      ParameterStore store, NDArray images, BatchMask plan, boolean training);

  /**
   * Makes pictures of what the model makes of masked images.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32
   * @param plan what {@link #planner} made of the masks
   * @return pictures in 8-bit pixels, on the manager of the images
   */
  Reconstruction reconstruct(ParameterStore store, NDArray images, BatchMask plan);
}
