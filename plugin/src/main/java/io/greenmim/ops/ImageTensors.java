package io.greenmim.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import java.util.List;

/**
 * Images between pixels and the network's normalised input.
 *
 * <p>Pixels cross to a device as bytes: c planes of 8 bits, or 2 c planes that hold the upper bytes
 * of 16 bits, then the lower ones, as {@link PixelPlanes} writes them.
 */
public final class ImageTensors {

  private ImageTensors() {}

  /**
   * Tells the size of images.
   *
   * @param images their shape, (B, c, H, W)
   * @return H and W
   */
  public static ImageSize size(Shape images) {
    return new ImageSize(Math.toIntExact(images.get(2)), Math.toIntExact(images.get(3)));
  }

  /**
   * Copies pixels to the manager's device as they are; only bytes cross.
   *
   * @param manager manager that owns the array and names its device
   * @param pixels pixels, row-major (B, c or 2 c, H, W)
   * @param shape their shape
   * @return the pixels, uint8
   */
  public static NDArray upload(NDManager manager, byte[] pixels, Shape shape) {
    return EngineMemory.of(manager, pixels, shape);
  }

  /**
   * Puts an image on a device and normalises it there.
   *
   * @shape output (1, c, H, W)
   * @param manager manager that owns the array and names its device
   * @param image the image
   * @param preprocessing mean and deviation of the channels
   * @return the network's input, (1, c, H, W), float32
   * @throws IllegalArgumentException if the image has another number of channels
   */
  public static NDArray normalised(
      NDManager manager, PixelImage image, Preprocessing preprocessing) {
    if (image.channels() != preprocessing.channels()) {
      throw new IllegalArgumentException(
          "image: expected %s, got %s"
              .formatted(PixelImage.count(preprocessing.channels()), image.channels()));
    }
    Shape shape = new Shape(1, PixelPlanes.count(image), image.height(), image.width());
    try (NDArray pixels = upload(manager, PixelPlanes.of(image, false), shape)) {
      return normalise(pixels, preprocessing);
    }
  }

  /**
   * Normalises pixels: {@code (u8 / 255 - mean) / deviation}, of 16 bits {@code (u16 / 65535 -
   * mean) / deviation}.
   *
   * @shape input (B, c or 2 c, H, W), output (B, c, H, W)
   * @param pixels pixels, uint8
   * @param preprocessing mean and deviation of the c channels
   * @return the network's input, float32
   * @throws IllegalArgumentException if the pixels have another number of channels
   */
  public static NDArray normalise(NDArray pixels, Preprocessing preprocessing) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray scaled = scaled(pixels, preprocessing.channels());
      return scope.keep(
          scaled
              .sub(channels(pixels, preprocessing.mean()))
              .div(channels(pixels, preprocessing.deviation())));
    }
  }

  /** Turns bytes into numbers from 0 to 1. */
  private static NDArray scaled(NDArray pixels, int channels) {
    long planes = pixels.getShape().get(1);
    NDArray numbers = pixels.toType(DataType.FLOAT32, false);
    if (planes == channels) {
      return Numbers.divide(numbers, 255f);
    }
    if (planes != 2L * channels) {
      throw new IllegalArgumentException(
          "image: expected %s, got %s planes of bytes"
              .formatted(PixelImage.count(channels), planes));
    }
    NDArray upper = numbers.get(":, 0:{}", channels);
    NDArray lower = numbers.get(":, {}:", channels);
    return Numbers.divide(Numbers.multiply(upper, 256f).add(lower), 65535f);
  }

  /**
   * Undoes {@link #normalise} of 8 bits, rounding to whole levels and clipping to 0 to 255.
   *
   * @shape input and output (B, c, H, W)
   * @param images normalised images, float32
   * @param preprocessing mean and deviation of the channels
   * @return pixels of 8 bits, uint8
   */
  public static NDArray denormalise(NDArray images, Preprocessing preprocessing) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray scaled =
          images
              .mul(channels(images, preprocessing.deviation()))
              .add(channels(images, preprocessing.mean()))
              .mul(255f);
      return scope.keep(scaled.round().clip(0, 255).toType(DataType.UINT8, false));
    }
  }

  private static NDArray channels(NDArray like, List<Double> values) {
    float[] each = new float[values.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = values.get(i).floatValue();
    }
    return EngineMemory.of(like.getManager(), each, new Shape(1, each.length, 1, 1));
  }
}
