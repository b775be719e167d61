package io.greenmim.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import java.nio.ByteBuffer;
import java.util.List;

/** Images between 8-bit pixels and the network's normalised input. */
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
   * Copies 8-bit pixels to the manager's device as they are; only bytes cross.
   *
   * @param manager manager that owns the array and names its device
   * @param pixels pixels, row-major (B, 3, H, W), RGB
   * @param shape the shape (B, 3, H, W)
   * @return the pixels, (B, 3, H, W), uint8
   */
  public static NDArray upload(NDManager manager, byte[] pixels, Shape shape) {
    return EngineMemory.own(manager.create(ByteBuffer.wrap(pixels), shape, DataType.UINT8));
  }

  /**
   * Puts an image on a device and normalises it there.
   *
   * @shape output (1, 3, H, W)
   * @param manager manager that owns the array and names its device
   * @param image the image
   * @param preprocessing mean and deviation of the channels
   * @return the network's input, (1, 3, H, W), float32
   */
  public static NDArray normalised(
      NDManager manager, PixelImage image, Preprocessing preprocessing) {
    byte[] planes = new byte[image.bytes().length];
    image.toPlanes(planes, 0, image.width(), image.width() * image.height(), false);
    Shape shape = new Shape(1, PixelImage.COLOURS, image.height(), image.width());
    try (NDArray pixels = upload(manager, planes, shape)) {
      return normalise(pixels, preprocessing);
    }
  }

  /**
   * Normalises pixels: {@code (u8 / 255 - mean) / deviation}.
   *
   * @shape input and output (B, 3, H, W)
   * @param pixels pixels, (B, 3, H, W), RGB, uint8
   * @param preprocessing mean and deviation of the channels
   * @return the network's input, (B, 3, H, W), float32
   */
  public static NDArray normalise(NDArray pixels, Preprocessing preprocessing) {
    try (ArrayScope scope = new ArrayScope()) {
      NDArray scaled = pixels.toType(DataType.FLOAT32, false).div(255f);
      return scope.keep(
          scaled
              .sub(channels(pixels, preprocessing.mean()))
              .div(channels(pixels, preprocessing.deviation())));
    }
  }

  /**
   * Undoes {@link #normalise}, rounding to whole levels and clipping to 0 to 255.
   *
   * @shape input and output (B, 3, H, W)
   * @param images normalised images, (B, 3, H, W), float32
   * @param preprocessing mean and deviation of the channels
   * @return pixels, (B, 3, H, W), RGB, uint8
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
    return EngineMemory.own(like.getManager().create(each, new Shape(1, each.length, 1, 1)));
  }
}
