package io.greenmim.detect.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.EngineMemory;
import io.greenmim.ops.ImageTensors;
import java.util.Collections;
import java.util.List;

/**
 * Images of one pass: normalised, then padded with zeros on the right and below to a common size
 * that the encoder divides.
 *
 * @param images the padded images, (B, c, H, W), float32
 * @param sizes size of each image without padding
 * @param names name of each image, for messages
 */
public record ImageBatch(NDArray images, List<PixelSize> sizes, List<String> names) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there is not a size and a name for each image
   */
  public ImageBatch {
    sizes = List.copyOf(sizes);
    names = List.copyOf(names);
    long count = images.getShape().get(0);
    Checks.that(
        sizes.size() == count && names.size() == count,
        "expected a size and a name for each of %d images, got %d and %d",
        count,
        sizes.size(),
        names.size());
  }

  /**
   * Normalises and pads images.
   *
   * @param manager manager that owns the batch and names its device
   * @param pixels images, each (c or 2 c, H, W), uint8, of any size
   * @param names name of each image, for messages
   * @param config tells the statistics of the channels, and the stride that padded sides are
   *     multiples of
   * @return the batch
   * @throws IllegalArgumentException if there is no image or not a name for each
   */
  public static ImageBatch of(
      NDManager manager, List<NDArray> pixels, List<String> names, DetectorConfig config) {
    Checks.that(!pixels.isEmpty(), "batch: expected images, got none");
    List<PixelSize> sizes = pixels.stream().map(image -> size(image.getShape())).toList();
    int height = sizes.stream().mapToInt(PixelSize::height).max().orElseThrow();
    int width = sizes.stream().mapToInt(PixelSize::width).max().orElseThrow();
    PixelSize padded = new PixelSize(height, width).roundedUp(config.encoder().stride());
    int channels = config.preprocessing().channels();
    Shape shape = new Shape(pixels.size(), channels, padded.height(), padded.width());
    try (ArrayScope scope = new ArrayScope()) {
      NDArray batch = EngineMemory.own(manager.zeros(shape));
      for (int i = 0; i < pixels.size(); i++) {
        NDArray image =
            ImageTensors.normalise(
                pixels.get(i).expandDims(0), config.preprocessing()); // (1, c, h, w)
        PixelSize size = sizes.get(i);
        NDIndex place = new NDIndex("{}:{}, :, 0:{}, 0:{}", i, i + 1, size.height(), size.width());
        batch.set(place, image);
      }
      return new ImageBatch(scope.keep(batch), sizes, names);
    }
  }

  /**
   * Uploads, normalises and pads one image.
   *
   * @param manager manager that owns the batch and names its device
   * @param image the image
   * @param name its name, for messages
   * @param config tells the statistics of the channels, and the stride that padded sides are
   *     multiples of
   * @return the batch
   */
  public static ImageBatch of(
      NDManager manager, PixelImage image, String name, DetectorConfig config) {
    Checks.that(
        image.channels() == config.preprocessing().channels(),
        "%s: expected an image of %s, got %d",
        name,
        PixelImage.count(config.preprocessing().channels()),
        image.channels());
    try (ArrayScope scope = new ArrayScope()) {
      Shape shape = new Shape(PixelPlanes.count(image), image.height(), image.width());
      NDArray pixels = ImageTensors.upload(manager, PixelPlanes.of(image, false), shape);
      ImageBatch batch = of(manager, List.of(pixels), List.of(name), config);
      scope.keep(batch.images());
      return batch;
    }
  }

  /**
   * Pads normalised images of one size.
   *
   * @param images normalised images, (B, c, H, W), float32
   * @param names name of each image, for messages
   * @param encoder tells the stride that padded sides are multiples of
   * @return the batch; its array is the given one where the sides are multiples already
   * @throws IllegalArgumentException if there is not a name for each
   */
  public static ImageBatch padded(NDArray images, List<String> names, EncoderConfig encoder) {
    Shape shape = images.getShape();
    PixelSize size = new PixelSize(Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3)));
    List<PixelSize> sizes = Collections.nCopies(Math.toIntExact(shape.get(0)), size);
    PixelSize padded = size.roundedUp(encoder.stride());
    if (padded.equals(size)) {
      return new ImageBatch(images, sizes, names);
    }
    Shape larger = new Shape(shape.get(0), shape.get(1), padded.height(), padded.width());
    NDArray batch = EngineMemory.own(images.getManager().zeros(larger));
    batch.set(new NDIndex(":, :, 0:{}, 0:{}", size.height(), size.width()), images);
    return new ImageBatch(batch, sizes, names);
  }

  private static PixelSize size(Shape image) {
    Checks.that(image.dimension() == 3, "image: expected (channels, height, width), got %s", image);
    return new PixelSize(Math.toIntExact(image.get(1)), Math.toIntExact(image.get(2)));
  }
}
