package io.greenmim.detect.coco;

import java.util.Objects;

/**
 * An image entry of an annotation file.
 *
 * @param id number of the image
 * @param fileName path of the image file below the folder of images; empty where the file does not
 *     say
 * @param width columns in pixels; below 1 where the file does not say
 * @param height rows in pixels; below 1 where the file does not say
 */
public record CocoImage(long id, String fileName, int width, int height) {

  /** Checks that there is a file name. */
  public CocoImage {
    Objects.requireNonNull(fileName, "fileName");
  }

  /**
   * Tells whether the file says how large the image is.
   *
   * @return whether width and height are known
   */
  public boolean hasSize() {
    return width > 0 && height > 0;
  }

  CocoImage withSize(ImageSize size) {
    return new CocoImage(id, fileName, size.width(), size.height());
  }
}
