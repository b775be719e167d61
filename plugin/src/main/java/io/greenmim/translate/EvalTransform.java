package io.greenmim.translate;

import io.greenmim.config.Checks;
import io.greenmim.image.CenterCrop;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.ResizeShorter;
import io.greenmim.image.RgbImage;

/**
 * Prepares images for inference as torchvision's evaluation preset does: the shorter side is
 * resized to 256 / 224 of the crop's side (bicubic, antialiased, 8 bits), then the centre is cut
 * out.
 *
 * @param imageSize side of the crop in pixels, at least 1
 * @param resize whether images are resized and cropped; if not, they must have the crop's size
 */
public record EvalTransform(int imageSize, boolean resize) {

  private static final int MOST = 1 << 14;
  private static final double RESIZE_RATIO = 256.0 / 224.0;

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is below 1 or above 16384
   */
  public EvalTransform {
    if (imageSize < 1) {
      throw new IllegalArgumentException("imageSize: expected at least 1, got " + imageSize);
    }
    Checks.atMost("imageSize", imageSize, MOST);
  }

  /**
   * Returns the length that the shorter side of an image gets before the crop.
   *
   * @return {@code imageSize x 256 / 224}, rounded down as published; 256 for 224
   */
  public int resizedSide() {
    return (int) (imageSize * RESIZE_RATIO);
  }

  /**
   * Prepares an image.
   *
   * @param image the image
   * @return the crop, {@code imageSize x imageSize}
   * @throws IllegalArgumentException if the image is not to be resized and has another size, or is
   *     so long that resizing it would exceed an array
   */
  public RgbImage apply(RgbImage image) {
    if (resize) {
      RgbImage resized = new ResizeShorter(resizedSide(), ResampleFilter.BICUBIC).apply(image);
      return new CenterCrop(imageSize, imageSize).apply(resized);
    }
    if (image.width() != imageSize || image.height() != imageSize) {
      throw new IllegalArgumentException(
          "image: expected %s x %s pixels as resize=false was given, got %s x %s"
              .formatted(imageSize, imageSize, image.width(), image.height()));
    }
    return image;
  }
}
