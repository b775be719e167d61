package io.greenmim.detect.translate;

import ai.djl.modality.Input;
import ai.djl.ndarray.NDList;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.JsonSerializable;
import java.io.IOException;

/** From a request to its answer in JSON, with the threshold and the masks that it asks for. */
final class DetectionAnswerTranslator implements Translator<Input, JsonSerializable> {

  private static final String REQUEST = "request";

  private final DetectionTranslator<Input> detections;
  private final DetectionRequest usual;

  /**
   * Makes a translator.
   *
   * @param detections reads the image and makes what is found
   * @param usual what holds where a request asks for nothing
   */
  DetectionAnswerTranslator(DetectionTranslator<Input> detections, DetectionRequest usual) {
    this.detections = detections;
    this.usual = usual;
  }

  @Override
  public Batchifier getBatchifier() {
    return detections.getBatchifier();
  }

  @Override
  public NDList processInput(TranslatorContext context, Input input) throws IOException {
    DetectionRequest request = DetectionRequest.of(input, usual);
    context.setAttachment(REQUEST, request);
    return detections.processInput(context, input, request.threshold());
  }

  @Override
  public JsonSerializable processOutput(TranslatorContext context, NDList list) {
    DetectionRequest request = (DetectionRequest) context.getAttachment(REQUEST);
    return detections.answer(context, list, request);
  }
}
