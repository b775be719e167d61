package io.greenmim.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.greenmim.image.RgbImage;
import java.io.IOException;

/**
 * The way of an image into a model. Translators keep no state of a prediction, so one may serve any
 * number of predictors on any number of threads.
 */
abstract class ImageTranslator<I, O> implements Translator<I, O> {

  private final PixelReader<I> reader;
  private final EvalTransform transform;

  ImageTranslator(PixelReader<I> reader, EvalTransform transform) {
    this.reader = reader;
    this.transform = transform;
  }

  /** Reads an input and cuts it to the model's size. */
  final RgbImage prepare(TranslatorContext context, I input) throws IOException {
    return transform.apply(reader.read(context.getNDManager(), input));
  }

  /** Puts a prepared image on the device and normalises it there, (1, 3, S, S), float32. */
  static NDArray toDevice(NDManager manager, RgbImage crop) {
    return NormalisedImage.of(manager, crop);
  }
}
