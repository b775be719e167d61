package io.greenmim.detect.translate;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.translate.Translator;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.translate.ImageTranslatorFactory;
import io.greenmim.translate.InputSettings;
import io.greenmim.translate.ModelArguments;
import io.greenmim.translate.PixelReader;
import java.util.Map;
import java.util.Set;

/**
 * Makes the translators of detectors: from every input that {@link PixelReader} reads to {@link
 * DetectedObjects}, and from {@link Input} to {@link Output} for DJL Serving.
 *
 * <p>Arguments, all optional: {@code threshold}, least score of an answer, 0.3; {@code shortEdge}
 * and {@code maxEdge}, to which images are resized, those of the detector's validation; {@code
 * proposals}, regions of an image at most whose class and box are looked for, those of the
 * detector, 1000 as published; {@code precision}, what the detector computes with, {@code fp32},
 * {@code bf16} or {@code int8}; those of {@link InputSettings}; {@code masks}, how answers of DJL
 * Serving write masks: {@code probabilities} of a square over the box, as DJL does and the default,
 * {@code rle} or {@code polygons} of COCO, or {@code none}.
 *
 * <p>A request may ask for another {@code threshold} and other {@code masks}: as properties of the
 * input, as parts, or beside {@code image_url} in JSON.
 */
public final class DetectionTranslatorFactory extends ImageTranslatorFactory {

  /** Names of the arguments of these translators and of the models that they are for. */
  public static final Set<String> ARGUMENTS =
      Set.of(
          DetectionSettings.THRESHOLD,
          DetectionSettings.SHORT_EDGE,
          DetectionSettings.MAX_EDGE,
          DetectionSettings.PROPOSALS,
          MaskForm.NAME,
          ImageLimits.MAX_BYTES,
          ImageLimits.MAX_SIDE,
          ImageLimits.MAX_PIXELS,
          InputSettings.PRIVATE_ADDRESSES,
          ModelArguments.VARIANT,
          ModelArguments.SEED,
          ModelArguments.PRECISION);

  private static final long serialVersionUID = 1L;

  /** Makes the factory; DJL does it by reflection. */
  public DetectionTranslatorFactory() {}

  @Override
  public Set<String> arguments() {
    return ARGUMENTS;
  }

  @Override
  protected Set<Class<?>> outputs() {
    return Set.of(DetectedObjects.class);
  }

  @Override
  protected <I> Translator<I, ?> translator(
      Class<I> input, Class<?> output, Model model, Map<String, ?> arguments) {
    return detections(input, model, arguments);
  }

  @Override
  protected Translator<Input, ?> serving(Model model, Map<String, ?> arguments) {
    DetectionTranslator<Input> detections = detections(Input.class, model, arguments);
    String masks = ArgumentsUtil.stringValue(arguments, MaskForm.NAME, MaskForm.USUAL.label());
    DetectionRequest usual =
        new DetectionRequest(detections.settings().threshold(), MaskForm.of(masks));
    return new DetectionAnswerTranslator(detections, usual);
  }

  private static <I> DetectionTranslator<I> detections(
      Class<I> input, Model model, Map<String, ?> arguments) {
    if (!(model.getBlock() instanceof MaskRcnn detector)) {
      throw new IllegalArgumentException(
          "%s: expected a detector, got %s"
              .formatted(model.getName(), model.getBlock().getClass().getSimpleName()));
    }
    return new DetectionTranslator<>(
        PixelReader.of(
            input, InputSettings.of(arguments), detector.config().encoder().inChannels()),
        detector.config(),
        DetectionSettings.of(arguments, detector.config().input()));
  }
}
