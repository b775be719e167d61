package io.greenmim.translate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;

/**
 * An image's feature maps, finest first, (C_i, H_i, W_i) each. They stay on the model's device and
 * belong to the caller, who closes the list.
 */
final class FeatureMapsTranslator<I> extends ImageTranslator<I, NDList> {

  FeatureMapsTranslator(PixelReader<I> reader, EvalTransform transform) {
    super(reader, transform);
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    return new NDList(toDevice(context.getNDManager(), prepare(context, input)).squeeze(0));
  }

  @Override
  public NDList processOutput(TranslatorContext context, NDList list) {
    // The pooled feature comes first.
    NDList maps = new NDList();
    for (int i = 1; i < list.size(); i++) {
      // A copy: the elements of a batch share memory, and the caller may keep only one of them.
      NDArray map = list.get(i).duplicate();
      map.setName("stage" + (i - 1));
      map.detach();
      maps.add(map);
    }
    return maps;
  }
}
