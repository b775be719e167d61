package io.greenmim.detect.model;

import io.greenmim.image.PixelImage;

/** Finds the objects of one image at a time, in the image's own pixels. */
@FunctionalInterface
public interface ObjectDetector {

  /**
   * Looks at an image.
   *
   * @param image the image
   * @param name its name, for messages
   * @return its objects, best first
   */
  Instances detect(PixelImage image, String name);
}
