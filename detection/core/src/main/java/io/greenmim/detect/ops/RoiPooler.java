package io.greenmim.detect.ops;

import ai.djl.ndarray.NDArray;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.LevelAssignment;
import java.util.List;

/**
 * Pools regions from the levels of a pyramid, each from the level that its size tells (Lin et al.,
 * 2017, arXiv 1612.03144, equation 1).
 *
 * @param align how a level is read
 * @param levels which level a region is read from; level l has 2^l pixels per cell
 */
public record RoiPooler(RoiAlign align, LevelAssignment levels) {

  /**
   * Pools regions without a way back for gradients.
   *
   * @shape maps (B, C, H_l, W_l); result (R, C, h, w)
   * @param maps the levels, finest first; those beyond the coarsest that regions are read from are
   *     left alone; fastest where channels are last in memory
   * @param boxes regions of each image of the batch, in pixels
   * @return pooled features, image 0's regions first, channels last in memory
   * @throws IllegalArgumentException if there are too few levels or not one list for each image
   */
  public NDArray pool(List<NDArray> maps, List<Boxes> boxes) {
    return RoiPooling.of(this, maps, boxes).pooled();
  }

  /**
   * Pools regions for training.
   *
   * @shape maps (B, C, H_l, W_l); result (R, C, h, w)
   * @param maps the levels, finest first; must live until the backward pass
   * @param boxes regions of each image of the batch, in pixels
   * @return the pooled features and the way back to the maps
   * @throws IllegalArgumentException if there are too few levels or not one list for each image
   */
  public PooledRois record(List<NDArray> maps, List<Boxes> boxes) {
    return new PooledRois(RoiPooling.of(this, maps, boxes));
  }
}
