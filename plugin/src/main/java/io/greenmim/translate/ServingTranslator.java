package io.greenmim.translate;

import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.JsonSerializable;
import java.io.ByteArrayOutputStream;

/**
 * From {@link Input} to {@link Output}, as DJL Serving wants it. DJL's own translator decodes the
 * bytes itself, which loses the orientation of photographs; here the answer alone is like its:
 * JSON, or a picture as PNG.
 *
 * @param <O> what the translator of images answers
 */
public final class ServingTranslator<O> implements Translator<Input, Output> {

  private static final String TYPE = "Content-Type";

  private final Translator<Input, O> translator;

  /**
   * Makes a translator.
   *
   * @param translator reads the image in an input
   */
  public ServingTranslator(Translator<Input, O> translator) {
    this.translator = translator;
  }

  @Override
  public Batchifier getBatchifier() {
    return translator.getBatchifier();
  }

  @Override
  public void prepare(TranslatorContext context) throws Exception {
    translator.prepare(context);
  }

  @Override
  public NDList processInput(TranslatorContext context, Input input) throws Exception {
    return translator.processInput(context, input);
  }

  @Override
  public Output processOutput(TranslatorContext context, NDList list) throws Exception {
    Output output = new Output();
    O answer = translator.processOutput(context, list);
    if (answer instanceof Image image) {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      image.save(png, "png");
      output.add(png.toByteArray());
      output.addProperty(TYPE, "image/png");
    } else {
      output.add(answer instanceof JsonSerializable json ? json : BytesSupplier.wrapAsJson(answer));
      output.addProperty(TYPE, "application/json");
    }
    return output;
  }
}
