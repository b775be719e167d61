package io.greenmim.detect.translate;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.translate.InputSettings;
import io.greenmim.translate.ModelArguments;
import io.greenmim.translate.PixelReader;
import io.greenmim.translate.ServingTranslator;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the translators of detectors: from every input that {@link PixelReader} reads to {@link
 * DetectedObjects}, and from {@link Input} to {@link Output} for DJL Serving.
 *
 * <p>Arguments, all optional: {@code threshold}, least score of an answer, 0.3; {@code shortEdge}
 * and {@code maxEdge}, to which images are resized, those of the detector's validation; those of
 * {@link InputSettings}; {@code masks}, how answers of DJL Serving write masks: {@code
 * probabilities} of a square over the box, as DJL does and the default, {@code rle} or {@code
 * polygons} of COCO, or {@code none}.
 *
 * <p>A request may ask for another {@code threshold} and other {@code masks}: as properties of the
 * input, as parts, or beside {@code image_url} in JSON.
 */
public final class DetectionTranslatorFactory implements TranslatorFactory, Serializable {

  /** Names of the arguments of these translators and of the models that they are for. */
  public static final Set<String> ARGUMENTS =
      Set.of(
          DetectionSettings.THRESHOLD,
          DetectionSettings.SHORT_EDGE,
          DetectionSettings.MAX_EDGE,
          MaskForm.NAME,
          ImageLimits.MAX_BYTES,
          ImageLimits.MAX_SIDE,
          ImageLimits.MAX_PIXELS,
          InputSettings.PRIVATE_ADDRESSES,
          ModelArguments.VARIANT,
          ModelArguments.SEED);

  private static final long serialVersionUID = 1L;

  /** Makes the factory; DJL does it by reflection. */
  public DetectionTranslatorFactory() {}

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    Set<Pair<Type, Type>> types = new HashSet<>();
    PixelReader.TYPES.forEach(input -> types.add(new Pair<>(input, DetectedObjects.class)));
    types.add(new Pair<>(Input.class, Output.class));
    return types;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    if (!isSupported(input, output)) {
      throw new IllegalArgumentException(
          "no translator from %s to %s; expected one of %s"
              .formatted(input.getName(), output.getName(), getSupportedTypes()));
    }
    ModelArguments.check(arguments.keySet(), ARGUMENTS);
    if (!(model.getBlock() instanceof MaskRcnn detector)) {
      throw new IllegalArgumentException(
          "%s: expected a detector, got %s"
              .formatted(model.getName(), model.getBlock().getClass().getSimpleName()));
    }
    DetectionSettings settings = DetectionSettings.of(arguments, detector.config().input());
    InputSettings reading = InputSettings.of(arguments);
    // Each branch makes a translator of the types that it was asked for.
    if (input == Input.class) {
      DetectionTranslator<Input> detections =
          new DetectionTranslator<>(
              PixelReader.of(Input.class, reading), detector.config(), settings);
      DetectionRequest usual =
          new DetectionRequest(
              settings.threshold(),
              MaskForm.of(
                  ArgumentsUtil.stringValue(arguments, MaskForm.NAME, MaskForm.USUAL.label())));
      return (Translator<I, O>)
          new ServingTranslator<>(new DetectionAnswerTranslator(detections, usual));
    }
    return (Translator<I, O>)
        new DetectionTranslator<>(PixelReader.of(input, reading), detector.config(), settings);
  }
}
