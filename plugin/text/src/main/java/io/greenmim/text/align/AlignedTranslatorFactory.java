package io.greenmim.text.align;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.cv.Image;
import ai.djl.translate.Translator;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.translate.DjlPreparation;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.translate.ImageTranslatorFactory;
import io.greenmim.translate.InputSettings;
import io.greenmim.translate.ModelArguments;
import io.greenmim.translate.PixelReader;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes the translators of models that know images and sentences: to {@code float[]}, a vector of
 * length 1, from a {@link String}, which is a sentence and never a path, and from every other input
 * that {@link PixelReader} reads, such as an {@link Image} or a {@link java.nio.file.Path}, which
 * is an image. DJL Serving is answered the vector of the image that it is sent.
 *
 * <p>Arguments, all optional: {@code imageSize} and {@code resize} as {@link EvalTransform} reads
 * them, {@code head}, by which models of any kind are asked for features (these have no others),
 * and those of {@link InputSettings}. Those of DJL's own translators may be there too, if they say
 * the same.
 */
public final class AlignedTranslatorFactory extends ImageTranslatorFactory {

  /** Names of the arguments of these translators and of the models that they are for. */
  public static final Set<String> ARGUMENTS =
      arguments(
          GreenMimTranslatorFactory.IMAGE_SIZE,
          GreenMimTranslatorFactory.RESIZE,
          ModelArguments.HEAD,
          ImageLimits.MAX_BYTES,
          ImageLimits.MAX_SIDE,
          ImageLimits.MAX_PIXELS,
          InputSettings.PRIVATE_ADDRESSES);

  private static final long serialVersionUID = 1L;

  /** Makes the factory; DJL does it by reflection. */
  public AlignedTranslatorFactory() {}

  private static Set<String> arguments(String... own) {
    Set<String> names = new HashSet<>(DjlPreparation.ARGUMENTS);
    names.addAll(Set.of(own));
    return Set.copyOf(names);
  }

  @Override
  public Set<String> arguments() {
    return ARGUMENTS;
  }

  @Override
  protected Set<Class<?>> outputs() {
    return Set.of(float[].class);
  }

  @Override
  protected <I> Translator<I, ?> translator(
      Class<I> input, Class<?> output, Model model, Map<String, ?> arguments) {
    if (!(model.getBlock() instanceof AlignedModel aligned)) {
      throw new IllegalArgumentException(
          "%s: expected a model of images and sentences, got %s"
              .formatted(model.getName(), model.getBlock().getClass().getSimpleName()));
    }
    if (input == String.class) {
      @SuppressWarnings("unchecked") // I is String here
      Translator<I, ?> sentences = (Translator<I, ?>) new SentenceTranslator(aligned.sentences());
      return sentences;
    }
    return images(input, model, arguments);
  }

  @Override
  protected Translator<Input, ?> serving(Model model, Map<String, ?> arguments) {
    return images(Input.class, model, arguments);
  }

  private static <I> Translator<I, float[]> images(
      Class<I> input, Model model, Map<String, ?> arguments) {
    EvalTransform transform = EvalTransform.of(model, arguments);
    DjlPreparation.check(arguments, transform);
    PixelReader<I> reader =
        PixelReader.of(input, InputSettings.of(arguments), transform.preprocessing().channels());
    return new ImageVectorTranslator<>(reader, transform);
  }
}
