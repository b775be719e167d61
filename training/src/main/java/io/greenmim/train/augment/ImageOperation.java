package io.greenmim.train.augment;

import io.greenmim.image.PixelImage;
import java.util.Arrays;
import java.util.List;

/**
 * The operations of RandAugment (Cubuk et al., 2019, arXiv 1909.13719) as timm's increasing set has
 * them: the higher the level, the more a picture changes. Each pixel is what Pillow makes it.
 */
public enum ImageOperation {
  /** Stretches each channel to the whole range. */
  AUTO_CONTRAST("AutoContrast"),
  /** Levels the histogram of each channel. */
  EQUALIZE("Equalize"),
  /** Turns light into dark. */
  INVERT("Invert"),
  /** Turns about the centre; the argument is in degrees, counter-clockwise. */
  ROTATE("Rotate"),
  /** Keeps the upper bits; the argument is their number. */
  POSTERIZE("PosterizeIncreasing"),
  /** Inverts samples from the argument on. */
  SOLARIZE("SolarizeIncreasing"),
  /** Adds the argument to samples below 128. */
  SOLARIZE_ADD("SolarizeAdd"),
  /** Moves away from grey by the argument, 1 for nothing. */
  COLOUR("ColorIncreasing"),
  /** Moves away from the mean grey by the argument, 1 for nothing. */
  CONTRAST("ContrastIncreasing"),
  /** Multiplies by the argument. */
  BRIGHTNESS("BrightnessIncreasing"),
  /** Moves away from the smoothed picture by the argument, 1 for nothing. */
  SHARPNESS("SharpnessIncreasing"),
  /** Moves rows by the argument times their height. */
  SHEAR_X("ShearX"),
  /** Moves columns by the argument times their distance from the left. */
  SHEAR_Y("ShearY"),
  /** Moves along the width by the argument as a share of it. */
  TRANSLATE_X("TranslateXRel"),
  /** Moves along the height by the argument as a share of it. */
  TRANSLATE_Y("TranslateYRel");

  /** The highest level. */
  public static final double HIGHEST = 10;

  /** Those that any number of channels and bits has. */
  static final List<ImageOperation> GEOMETRIC =
      List.of(ROTATE, SHEAR_X, SHEAR_Y, TRANSLATE_X, TRANSLATE_Y);

  private static final double LARGEST_ANGLE = 30;
  private static final double LARGEST_SHEAR = 0.3;
  private static final double LARGEST_SHIFT = 0.45;
  private static final double LARGEST_ENHANCEMENT = 0.9;
  private static final double SMALLEST_FACTOR = 0.1;

  private final String timm;

  ImageOperation(String timm) {
    this.timm = timm;
  }

  /**
   * Finds an operation.
   *
   * @param name timm's name of it, such as {@code ShearX}
   * @return the operation
   * @throws IllegalArgumentException if there is none
   */
  public static ImageOperation of(String name) {
    return Arrays.stream(values())
        .filter(operation -> operation.timm.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "operation of RandAugment: expected one of %s, got %s"
                        .formatted(Arrays.toString(values()), name)));
  }

  /** {@return timm's name of the operation} */
  @Override
  public String toString() {
    return timm;
  }

  /**
   * Returns the argument of a level.
   *
   * @param level strength, 0 to 10
   * @param negative the side to which an operation goes that has two
   * @return the argument of {@link #apply}; 0 for an operation that has no strength
   */
  public double argument(double level, boolean negative) {
    double share = level / HIGHEST;
    double sign = negative ? -1 : 1;
    return switch (this) {
      case ROTATE -> sign * (share * LARGEST_ANGLE);
      case SHEAR_X, SHEAR_Y -> sign * (share * LARGEST_SHEAR);
      case TRANSLATE_X, TRANSLATE_Y -> sign * (share * LARGEST_SHIFT);
      case POSTERIZE -> 4 - (int) (share * 4);
      case SOLARIZE -> 256 - (int) (share * 256);
      case SOLARIZE_ADD -> Math.min(128, (int) (share * 110));
      case COLOUR, CONTRAST, BRIGHTNESS, SHARPNESS ->
          Math.max(SMALLEST_FACTOR, 1 + sign * (share * LARGEST_ENHANCEMENT));
      case AUTO_CONTRAST, EQUALIZE, INVERT -> 0;
    };
  }

  /**
   * Changes a picture.
   *
   * @param image the picture, of three channels of 8 bits; geometric operations take any
   * @param argument the strength as {@link #argument} gives it
   * @param filling how geometric operations fill places
   * @return a picture of the same size, channels and bits
   * @throws IllegalArgumentException if the operation has no meaning for the channels or bits
   */
  public PixelImage apply(PixelImage image, double argument, Filling filling) {
    if (!GEOMETRIC.contains(this) && !isColour(image)) {
      throw new IllegalArgumentException(
          "%s: expected 3 channels of 8 bits, got %s".formatted(timm, image));
    }
    return switch (this) {
      case AUTO_CONTRAST -> PointTables.stretched(image);
      case EQUALIZE -> PointTables.equalized(image);
      case INVERT -> PointTables.map(image, v -> 255 - v);
      case POSTERIZE -> PointTables.map(image, v -> v & (-1 << (8 - (int) argument)));
      case SOLARIZE -> PointTables.map(image, v -> v < argument ? v : 255 - v);
      case SOLARIZE_ADD -> PointTables.map(image, v -> v < 128 ? v + (int) argument : v);
      case COLOUR -> Blends.fromGrey(image, (float) argument);
      case CONTRAST -> Blends.fromMean(image, (float) argument);
      case BRIGHTNESS -> PointTables.map(image, v -> Blends.blend(0, v, (float) argument));
      case SHARPNESS -> Blends.fromSmoothed(image, (float) argument);
      case ROTATE -> AffineMap.rotation(argument, image.width(), image.height()).of(image, filling);
      case SHEAR_X -> new AffineMap(1, argument, 0, 0, 1, 0).of(image, filling);
      case SHEAR_Y -> new AffineMap(1, 0, 0, argument, 1, 0).of(image, filling);
      case TRANSLATE_X -> new AffineMap(1, 0, argument * image.width(), 0, 1, 0).of(image, filling);
      case TRANSLATE_Y ->
          new AffineMap(1, 0, 0, 0, 1, argument * image.height()).of(image, filling);
    };
  }

  /** Whether all operations have a meaning. */
  static boolean isColour(PixelImage image) {
    return image.channels() == PixelImage.COLOURS && image.bits() == 8;
  }
}
