package io.greenmim.text.align;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.greenmim.text.SentenceEncoder;
import java.util.Arrays;

/** From a sentence to its vector. Keeps no state of a prediction. */
record SentenceTranslator(SentenceEncoder sentences)
    implements NoBatchifyTranslator<String, float[]> {

  @Override
  public NDList processInput(TranslatorContext context, String sentence) {
    NDManager manager = context.getNDManager();
    long[] tokens = sentences.tokens(sentence);
    long[] mask = new long[tokens.length];
    Arrays.fill(mask, 1);
    Shape shape = new Shape(1, tokens.length);
    return new NDList(manager.create(tokens, shape), manager.create(mask, shape));
  }

  @Override
  public float[] processOutput(TranslatorContext context, NDList list) {
    return list.singletonOrThrow().toFloatArray();
  }
}
