package io.greenmim.detect.coco;

import java.util.Objects;

/**
 * An image entry of an annotation file.
 *
 * @param id number of the image
 * @param fileName path of the image file below the folder of images
 * @param width columns in pixels; below 1 where the file does not say
 * @param height rows in pixels; below 1 where the file does not say
 */
public record CocoImage(long id, String fileName, int width, int height) {

  /** Checks that there is a file name. */
  public CocoImage {
    Objects.requireNonNull(fileName, "fileName");
  }
}
