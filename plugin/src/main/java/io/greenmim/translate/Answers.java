package io.greenmim.translate;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.greenmim.model.Classifier;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * What the outputs of a model say: of an encoder the pooled feature, then its maps; of a classifier
 * the logits.
 */
final class Answers {

  private Answers() {}

  /** The pooled feature: the mean of the last, normalised map over its cells. */
  static float[] feature(NDList outputs) {
    return outputs.get(0).toFloatArray();
  }

  /**
   * The feature maps, finest first, (C_i, H_i, W_i) each. They stay on the model's device and
   * belong to the caller, who closes the list.
   */
  static NDList maps(NDList outputs) {
    NDList maps = new NDList();
    for (int i = 1; i < outputs.size(); i++) {
      // A copy: the elements of a batch share memory, and the caller may keep only one of them.
      NDArray map = outputs.get(i).duplicate();
      map.setName("stage" + (i - 1));
      map.detach();
      maps.add(map);
    }
    return maps;
  }

  /** The likeliest classes, named as {@link ClassNames} says. */
  static Function<NDList, Classifications> classes(Model model, int topK) {
    if (!(model.getBlock() instanceof Classifier classifier)) {
      throw new IllegalArgumentException(
          model.getName() + ": expected a classifier, got a model without a classification head");
    }
    try {
      List<String> names = ClassNames.read(model.getModelPath(), classifier.classes());
      return outputs -> new Classifications(names, outputs.singletonOrThrow().softmax(0), topK);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
