package io.greenmim.translate;

import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;

/** An image's pooled feature: the mean of the last, normalised map over its cells. */
final class FeatureTranslator<I> extends ImageTranslator<I, float[]> {

  FeatureTranslator(PixelReader<I> reader, EvalTransform transform) {
    super(reader, transform);
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    return new NDList(toDevice(context.getNDManager(), prepare(context, input)).squeeze(0));
  }

  @Override
  public float[] processOutput(TranslatorContext context, NDList list) {
    // The encoder answers the pooled feature, then its maps.
    return list.get(0).toFloatArray();
  }
}
