package io.greenmim.bench.detect;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.random.SplitMix64;

/** Boxes inside an image, drawn at random. */
final class DrawnBoxes {

  /** Purpose of the random numbers, apart from those of training. */
  private static final long PURPOSE = 11;

  private static final double LEAST_SIDE = 16;
  private static final double MOST_SHARE = 0.8;
  private static final double MOST_RATIO = 2;

  private DrawnBoxes() {}

  /**
   * Makes a generator.
   *
   * @param seed its seed
   * @return a generator at its start
   */
  static SplitMix64 random(long seed) {
    return SplitMix64.of(seed, PURPOSE);
  }

  /**
   * Draws boxes of every size, anywhere: their side, the root of the area, is log-uniform from 16
   * pixels to four fifths of the image's shorter side, so that all levels of a pyramid get some;
   * height over width is log-uniform from 1/2 to 2.
   *
   * @param random source of what is random
   * @param count number of boxes
   * @param image size of the image
   * @return the boxes
   */
  static Boxes spread(SplitMix64 random, int count, PixelSize image) {
    double most = Math.max(LEAST_SIDE, MOST_SHARE * Math.min(image.height(), image.width()));
    float[] corners = new float[Boxes.WIDTH * count];
    for (int i = 0; i < count; i++) {
      double side = LEAST_SIDE * Math.pow(most / LEAST_SIDE, random.nextDouble());
      double stretch = Math.sqrt(Math.pow(MOST_RATIO, random.nextDouble(-1, 1)));
      double width = Math.min(side / stretch, image.width());
      double height = Math.min(side * stretch, image.height());
      double x = random.nextDouble() * (image.width() - width);
      double y = random.nextDouble() * (image.height() - height);
      corners[Boxes.WIDTH * i] = (float) x;
      corners[Boxes.WIDTH * i + 1] = (float) y;
      corners[Boxes.WIDTH * i + 2] = (float) (x + width);
      corners[Boxes.WIDTH * i + 3] = (float) (y + height);
    }
    return Boxes.of(corners).clip(image.height(), image.width());
  }

  /**
   * Moves boxes a little, each corner by itself.
   *
   * @param random source of what is random
   * @param boxes the boxes
   * @param share most that a corner moves, as a share of its box's side
   * @param image size of the image, which the boxes stay in
   * @return as many boxes
   */
  static Boxes near(SplitMix64 random, Boxes boxes, double share, PixelSize image) {
    float[] corners = boxes.corners();
    for (int i = 0; i < corners.length; i++) {
      int box = i / Boxes.WIDTH;
      double side = i % 2 == 0 ? boxes.width(box) : boxes.height(box);
      corners[i] += (float) (random.nextDouble(-share, share) * side);
    }
    return Boxes.of(corners).clip(image.height(), image.width());
  }
}
