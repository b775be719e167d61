package io.greenmim.text.align;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.cv.Image;
import ai.djl.translate.Translator;
import io.greenmim.config.Checks;
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
import java.util.function.Function;

/**
 * Makes the translators of models that know images and sentences: to {@code float[]}, a vector of
 * length 1, from a {@link String}, which is a sentence and never a path, and from every other input
 * that {@link PixelReader} reads, such as an {@link Image} or a {@link java.nio.file.Path}, which
 * is an image; to {@link Classifications} from an image, which of some classes it shows, told by
 * their names alone. DJL Serving is answered the vector of the image that it is sent, or the
 * classes where there are some.
 *
 * <p>Arguments, all optional but {@code classes} for classification:
 *
 * <ul>
 *   <li>{@code imageSize} and {@code resize} as {@link EvalTransform} reads them, and those of
 *       {@link InputSettings}. Those of DJL's own translators may be there too, if they say the
 *       same.
 *   <li>{@code head}, by which models of any kind are asked for features (these have no others),
 *       and {@code weights}, the name of a file in the folder
 *   <li>{@code classes}: names of the classes, a list, or a text with commas between them
 *   <li>{@code prompt}: what is said of a class, whose name stands for <code>{}</code>; several
 *       with bars between them count as their mean; default <code>a photo of a {}</code>
 *   <li>{@code precision}: what the model computes with, but for the encoder of sentences: {@code
 *       fp32} (default), {@code bf16} or {@code int8}
 *   <li>{@code topK}: classes that an answer lists; default 5
 * </ul>
 */
public final class AlignedTranslatorFactory extends ImageTranslatorFactory {

  /** Names of the arguments of these translators and of the models that they are for. */
  public static final Set<String> ARGUMENTS =
      arguments(
          GreenMimTranslatorFactory.IMAGE_SIZE,
          GreenMimTranslatorFactory.RESIZE,
          ModelArguments.HEAD,
          GreenMimTranslatorFactory.TOP_K,
          ModelArguments.WEIGHTS,
          ModelArguments.PRECISION,
          ModelArguments.CLASSES,
          ModelArguments.PROMPT,
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
    return Set.of(float[].class, Classifications.class);
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
      Checks.that(
          output == float[].class,
          "%s: expected an image to classify, got a sentence",
          model.getName());
      @SuppressWarnings("unchecked") // I is String here
      Translator<I, ?> sentences = (Translator<I, ?>) new SentenceTranslator(aligned.sentences());
      return sentences;
    }
    return output == float[].class
        ? images(input, model, arguments, Function.identity())
        : images(input, model, arguments, classes(aligned, model, arguments)::classify);
  }

  @Override
  protected Translator<Input, ?> serving(Model model, Map<String, ?> arguments) {
    Class<?> output =
        arguments.containsKey(ModelArguments.CLASSES) ? Classifications.class : float[].class;
    return translator(Input.class, output, model, arguments);
  }

  private static NamedClasses classes(AlignedModel aligned, Model model, Map<String, ?> arguments) {
    return NamedClasses.of(
        aligned, model.getNDManager(), arguments, GreenMimTranslatorFactory.topK(arguments));
  }

  private static <I, O> Translator<I, O> images(
      Class<I> input, Model model, Map<String, ?> arguments, Function<float[], O> answer) {
    EvalTransform transform = EvalTransform.of(model, arguments);
    DjlPreparation.check(arguments, transform);
    PixelReader<I> reader =
        PixelReader.of(input, InputSettings.of(arguments), transform.preprocessing().channels());
    return new ImageVectorTranslator<>(reader, transform, answer);
  }
}
