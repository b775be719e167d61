package io.greenmim.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.ImageTensors;
import java.io.IOException;

/**
 * The way of an image into a model.
 *
 * @param <I> type of the input
 * @param reader reads the pixels of an input
 * @param transform cuts them to the model's size
 */
record ImagePreparation<I>(PixelReader<I> reader, EvalTransform transform) {

  /** Reads an input and cuts it to the model's size. */
  PixelImage crop(NDManager manager, I input) throws IOException {
    return transform.apply(reader.read(manager, input));
  }

  /** Puts a crop on the device and normalises it there, (1, c, H, W), float32. */
  NDArray toDevice(NDManager manager, PixelImage crop) {
    return ImageTensors.normalised(manager, crop, transform.preprocessing());
  }

  /** Undoes the normalisation, (1, c, H, W), uint8. */
  NDArray toPixels(NDArray images) {
    return ImageTensors.denormalise(images, transform.preprocessing());
  }
}
