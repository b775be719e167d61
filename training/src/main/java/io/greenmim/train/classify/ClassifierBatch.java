package io.greenmim.train.classify;

import io.greenmim.train.augment.MixingPlan;
import java.util.List;

/**
 * What one forward pass on one device takes, all of it on the host.
 *
 * @param names names of the B images
 * @param pixels pixels, row-major (B, c or 2 c, H, W), as {@link io.greenmim.train.data.PixelBatch}
 *     has them
 * @param mixing how the images are mixed; its size is H and W
 * @param targets share of each class in each image, times the weight of the class, row-major (B, K)
 */
record ClassifierBatch(List<String> names, byte[] pixels, MixingPlan mixing, float[] targets) {

  ClassifierBatch {
    names = List.copyOf(names);
  }
}
