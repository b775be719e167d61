package io.greenmim.train.data;

import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;

/**
 * The shape of a batch of pixels: {@code images x channels x height x width}.
 *
 * @param images images in a batch, at least 1
 * @param channels channels of a training picture, at least 1
 * @param height rows of a training picture, at least 1
 * @param width columns of a training picture, at least 1
 */
public record BatchShape(int images, int channels, int height, int width) {

  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if a number is below 1 or a batch exceeds what an array holds
   */
  public BatchShape {
    Checks.that(
        images >= 1 && channels >= 1 && height >= 1 && width >= 1,
        "batch size, channels, height and width must be at least 1, got %s, %s, %s, %s",
        images,
        channels,
        height,
        width);
    double bytes = (double) images * channels * height * width;
    Checks.that(
        bytes <= Integer.MAX_VALUE,
        "a batch of %s images of %s x %s pixels exceeds 2 GiB; lower the batch size or "
            + "the image size",
        images,
        width,
        height);
  }

  /**
   * Makes the shape of a batch.
   *
   * @param images images in a batch, at least 1
   * @param channels channels of a training picture, at least 1
   * @param size size of a training picture
   * @return the shape
   * @throws IllegalArgumentException as the constructor
   */
  public static BatchShape of(int images, int channels, ImageSize size) {
    return new BatchShape(images, channels, size.height(), size.width());
  }

  /**
   * Returns the size of one picture.
   *
   * @return bytes of a picture's planes at 8 bits; at 16 bits it is twice as many
   */
  public int bytesPerImage() {
    return channels * height * width;
  }

  /**
   * Returns the size of a batch.
   *
   * @return bytes of all pictures at 8 bits
   */
  public int bytes() {
    return images * bytesPerImage();
  }
}
