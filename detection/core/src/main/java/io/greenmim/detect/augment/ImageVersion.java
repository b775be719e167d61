package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.PixelImage;

/**
 * One of the versions of a picture that a detector looks at: of another size, and perhaps flipped.
 *
 * @param original size of the picture
 * @param size size of the version
 * @param flipped whether left and right are exchanged
 */
public record ImageVersion(PixelSize original, PixelSize size, boolean flipped) {

  /**
   * Makes the version.
   *
   * @param picture the picture
   * @return the picture as the detector sees it
   */
  public PixelImage of(PixelImage picture) {
    PixelImage resized =
        size.equals(original) ? picture : new Resize(original, size).apply(picture);
    return flipped ? new HorizontalFlip(size).apply(resized) : resized;
  }

  /**
   * Moves boxes of the picture to where the version has them.
   *
   * @param boxes boxes in pixels of the picture
   * @return boxes in pixels of the version
   */
  public Boxes of(Boxes boxes) {
    Boxes resized = new Resize(original, size).apply(boxes);
    return flipped ? new HorizontalFlip(size).apply(resized) : resized;
  }

  /**
   * Moves boxes of the version back; the inverse of {@link #of(Boxes)}.
   *
   * @param boxes boxes in pixels of the version
   * @return boxes in pixels of the picture
   */
  public Boxes back(Boxes boxes) {
    Boxes upright = flipped ? new HorizontalFlip(size).apply(boxes) : boxes;
    return new Resize(size, original).apply(upright);
  }

  /**
   * Turns masks over the boxes of the version into masks over those of the picture.
   *
   * @param masks values of a square over each box, (n x side x side) row by row
   * @param side side of a square
   * @return the same values, each row reversed where the version is flipped
   */
  public float[] back(float[] masks, int side) {
    Checks.that(
        side > 0 && masks.length % side == 0,
        "masks: expected rows of %d numbers, got %d numbers",
        side,
        masks.length);
    if (!flipped) {
      return masks.clone();
    }
    float[] upright = new float[masks.length];
    for (int i = 0; i < masks.length; i++) {
      int column = i % side;
      upright[i - column + side - 1 - column] = masks[i];
    }
    return upright;
  }
}
