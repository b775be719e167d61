package io.greenmim.model;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.greenmim.grouping.GreenPlan;
import io.greenmim.grouping.GreenPlanner;
import io.greenmim.grouping.GroupingMode;
import java.util.List;

/**
 * An encoder that computes the visible patches alone. Masked image modelling sees only this.
 *
 * @shape input (B, c, H, W) and a plan of V visible patches; latents (V, B, C_last)
 */
public interface MaskedEncoder extends Block {

  /**
   * Returns the length of a latent.
   *
   * @return channels of the last stage
   */
  int latentDim();

  /**
   * Returns the number of image channels.
   *
   * @return channels of an input image
   */
  int inChannels();

  /**
   * Makes the planner that turns masks into plans for this encoder.
   *
   * @param maskPatch side of a mask patch in pixels
   * @param mode how windows are grouped
   * @return a planner; it may be used from several threads
   */
  GreenPlanner planner(int maskPatch, GroupingMode mode);

  /**
   * Encodes the visible patches.
   *
   * @param store the parameter store
   * @param images normalised images, (B, c, H, W), float32, of the size that the plan was made for
   * @param plan the mask and its groups, shared by the batch
   * @param training whether this is a training pass
   * @return normalised latents of the visible mask patches in row-major order, (V, B, C)
   */
  default NDArray encodeVisible(
      ParameterStore store, NDArray images, GreenPlan plan, boolean training) {
    return Segments.run(visibleSegments(store, plan, training), images);
  }

  /**
   * Cuts {@link #encodeVisible} into stages.
   *
   * @param store the parameter store
   * @param plan the mask and its groups, shared by the batch
   * @param training whether this is a training pass
   * @return the stages; the first takes images, the last gives latents
   */
  List<Segment> visibleSegments(ParameterStore store, GreenPlan plan, boolean training);
}
