package io.greenmim.train.classify;

import java.util.List;

/**
 * What one forward pass on one device takes, all of it on the host.
 *
 * @param names names of the B images
 * @param pixels pixels, row-major (B, c or 2 c, H, W), as {@link
 *     io.greenmim.train.data.PixelBatch} has them
 * @param height height H of the images in pixels
 * @param width width W of the images in pixels
 * @param targets share of each class in each image times the class's weight, row-major (B, K)
 */
record ClassifierBatch(List<String> names, byte[] pixels, int height, int width, float[] targets) {

  ClassifierBatch {
    names = List.copyOf(names);
  }
}
