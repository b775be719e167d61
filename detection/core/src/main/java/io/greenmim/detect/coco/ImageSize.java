package io.greenmim.detect.coco;

/**
 * The size of a picture.
 *
 * @param width columns in pixels
 * @param height rows in pixels
 */
public record ImageSize(int width, int height) {

  @Override
  public String toString() {
    return width + " x " + height;
  }
}
