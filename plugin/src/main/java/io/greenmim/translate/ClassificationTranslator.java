package io.greenmim.translate;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslatorContext;
import io.greenmim.model.Classifier;
import java.io.IOException;
import java.util.List;

/**
 * An image's likeliest classes with their probabilities. Names come from {@code synset.txt} in the
 * model's folder, one a line; without it the classes are called by their numbers from 0.
 */
final class ClassificationTranslator<I> extends ImageTranslator<I, Classifications> {

  private final List<String> names;
  private final int topK;

  private ClassificationTranslator(
      PixelReader<I> reader, EvalTransform transform, List<String> names, int topK) {
    super(reader, transform);
    this.names = names;
    this.topK = topK;
  }

  static <I> ClassificationTranslator<I> of(
      PixelReader<I> reader, EvalTransform transform, Model model, int topK) {
    if (!(model.getBlock() instanceof Classifier classifier)) {
      throw new IllegalArgumentException(
          model.getName() + ": expected a classifier, got a model without a classification head");
    }
    return new ClassificationTranslator<>(
        reader, transform, names(model, classifier.classes()), topK);
  }

  private static List<String> names(Model model, int classes) {
    try {
      return ClassNames.read(model.getModelPath(), classes);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    return new NDList(toDevice(context.getNDManager(), prepare(context, input)).squeeze(0));
  }

  @Override
  public Classifications processOutput(TranslatorContext context, NDList list) {
    NDArray probabilities = list.singletonOrThrow().softmax(0);
    return new Classifications(names, probabilities, topK);
  }
}
