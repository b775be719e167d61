package io.greenmim.text.align;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.ImageTensors;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.PixelReader;
import java.io.IOException;

/** From an image to its vector. Keeps no state of a prediction. */
record ImageVectorTranslator<I>(PixelReader<I> reader, EvalTransform transform)
    implements Translator<I, float[]> {

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    NDManager manager = context.getNDManager();
    PixelImage crop = transform.apply(reader.read(manager, input));
    return new NDList(
        ImageTensors.normalised(manager, crop, transform.preprocessing()).squeeze(0)); // (c, H, W)
  }

  @Override
  public float[] processOutput(TranslatorContext context, NDList list) {
    return list.singletonOrThrow().toFloatArray();
  }
}
