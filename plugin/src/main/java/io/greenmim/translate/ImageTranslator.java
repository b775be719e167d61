package io.greenmim.translate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import java.io.IOException;
import java.util.function.Function;

/**
 * From an image to what a model's outputs say of it. Keeps no state of a prediction, so one may
 * serve any number of predictors on any number of threads.
 */
final class ImageTranslator<I, O> implements Translator<I, O> {

  private final ImagePreparation<I> preparation;
  private final Function<NDList, O> answer;

  ImageTranslator(ImagePreparation<I> preparation, Function<NDList, O> answer) {
    this.preparation = preparation;
    this.answer = answer;
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) throws IOException {
    NDManager manager = context.getNDManager();
    return new NDList(
        preparation.toDevice(manager, preparation.crop(manager, input)).squeeze(0)); // (3, S, S)
  }

  @Override
  public O processOutput(TranslatorContext context, NDList list) {
    return answer.apply(list);
  }
}
