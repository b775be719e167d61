package io.greenmim.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.image.RgbImage;
import io.greenmim.ops.ImageTensors;

/** The way of an image to the device of a model. */
public final class NormalisedImage {

  private NormalisedImage() {}

  /**
   * Puts an image on a device and normalises it there.
   *
   * @param manager manager that owns the array and names the device
   * @param image the image
   * @return less the mean and divided by the standard deviation of ImageNet, (1, 3, H, W), float32
   */
  public static NDArray of(NDManager manager, RgbImage image) {
    Shape shape = new Shape(1, RgbImage.CHANNELS, image.height(), image.width());
    try (NDArray pixels = ImageTensors.upload(manager, Planes.of(image), shape)) {
      return ImageTensors.normalise(pixels);
    }
  }
}
