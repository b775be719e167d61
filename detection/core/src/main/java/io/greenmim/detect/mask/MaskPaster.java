package io.greenmim.detect.mask;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;

/**
 * Puts the output of a mask head back into the image: the small square of probabilities is
 * stretched over the detection's box by bilinear sampling at the middles of the pixels, with 0
 * around it, and the pixels from a threshold on are inside.
 *
 * <p>Only pixels that the stretched square reaches are computed. Source: detectron2's {@code
 * paste_masks_in_image}, with its default sampling of a grid.
 */
public final class MaskPaster {

  private final int height;
  private final int width;
  private final float threshold;

  /**
   * Prepares masks of one image.
   *
   * @param height height of the image in pixels, at least 1
   * @param width width of the image in pixels, at least 1
   * @param threshold least probability of a pixel inside, above 0, at most 1
   * @throws IllegalArgumentException if the size is none or the threshold outside its range
   */
  public MaskPaster(int height, int width, float threshold) {
    RunLengthMask size = RunLengthMask.empty(height, width);
    Checks.that(
        threshold > 0 && threshold <= 1,
        "mask threshold: expected a number above 0 and at most 1, got %s",
        threshold);
    this.height = size.height();
    this.width = size.width();
    this.threshold = threshold;
  }

  /**
   * Pastes one mask.
   *
   * @param probabilities probabilities of the square, (M x M) row by row
   * @param boxes boxes in pixels of the image
   * @param box index of the detection's box
   * @return mask of the image; empty if the box has no area
   * @throws IllegalArgumentException if the probabilities form no square or the box is not finite
   */
  public RunLengthMask paste(float[] probabilities, Boxes boxes, int box) {
    int side = side(probabilities);
    SquareTaps across = new SquareTaps(boxes.x1(box), boxes.x2(box), side, width);
    SquareTaps down = new SquareTaps(boxes.y1(box), boxes.y2(box), side, height);
    RunList runs = new RunList();
    float[] column = new float[side + 2];
    int at = 0;
    for (int x = across.first(); x < across.end(); x++) {
      if (mix(probabilities, side, across, x, column) < threshold) {
        continue; // a mean of these numbers and zeros does not reach it either
      }
      for (int y = down.first(); y < down.end(); y++) {
        if (down.mix(y, column) >= threshold) {
          int pixel = x * height + y;
          runs.append(false, pixel - at);
          runs.append(true, 1);
          at = pixel + 1;
        }
      }
    }
    runs.append(false, height * width - at);
    return runs.toMask(height, width);
  }

  /**
   * Stretches one mask without deciding.
   *
   * @param probabilities probabilities of the square, (M x M) row by row
   * @param boxes boxes in pixels of the image
   * @param box index of the detection's box
   * @return probabilities of the pixels, (height x width) row by row, 0 away from the box
   * @throws IllegalArgumentException if the probabilities form no square or the box is not finite
   */
  public float[] stretch(float[] probabilities, Boxes boxes, int box) {
    int side = side(probabilities);
    SquareTaps across = new SquareTaps(boxes.x1(box), boxes.x2(box), side, width);
    SquareTaps down = new SquareTaps(boxes.y1(box), boxes.y2(box), side, height);
    float[] stretched = new float[height * width];
    float[] column = new float[side + 2];
    for (int x = across.first(); x < across.end(); x++) {
      mix(probabilities, side, across, x, column);
      for (int y = down.first(); y < down.end(); y++) {
        stretched[y * width + x] = down.mix(y, column);
      }
    }
    return stretched;
  }

  /** Mixes two columns of the square, between two zeros, into one; returns its largest number. */
  private static float mix(float[] square, int side, SquareTaps across, int x, float[] column) {
    int left = across.low(x) - 1;
    float right = across.fraction(x);
    float most = 0;
    for (int i = 0; i < side; i++) {
      float mixed = left < 0 ? 0 : square[i * side + left] * (1 - right);
      mixed += left + 1 < side ? square[i * side + left + 1] * right : 0;
      column[i + 1] = mixed;
      most = Math.max(most, mixed);
    }
    return most;
  }

  private static int side(float[] probabilities) {
    int side = (int) Math.round(Math.sqrt(probabilities.length));
    Checks.that(
        side > 0 && side * side == probabilities.length,
        "mask probabilities: expected a square, got %d numbers",
        probabilities.length);
    return side;
  }
}
