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
import java.util.function.Function;

/** From an image to its vector, or what that tells. Keeps no state of a prediction. */
record ImageVectorTranslator<I, O>(
    PixelReader<I> reader, EvalTransform transform, Function<float[], O> answer)
    implements Translator<I, O> {

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    NDManager manager = context.getNDManager();
    PixelImage crop = transform.apply(reader.read(manager, input));
    return new NDList(
        ImageTensors.normalised(manager, crop, transform.preprocessing()).squeeze(0)); // (c, H, W)
  }

  @Override
  public O processOutput(TranslatorContext context, NDList list) {
    return answer.apply(list.singletonOrThrow().toFloatArray());
  }
}
