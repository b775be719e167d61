package io.greenmim.detect.coco;

/**
 * The size of a picture.
 *
 * @param width columns in pixels
 * @param height rows in pixels
 */
public record ImageSize(int width, int height) {

  /** The size of the picture after a quarter of a turn. */
  ImageSize turned() {
    return new ImageSize(/* width= */ height, /* height= */ width);
  }

  @Override
  public String toString() {
    return width + " x " + height;
  }
}
