package io.greenmim.translate;

import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The arguments by which DJL's own translators of images, such as its feature extractor, prepare
 * images. A model brings them, so that such a translator does what ours do as nearly as it can: the
 * same sizes and normalisation, resized without antialiasing.
 */
public final class DjlPreparation {

  /** Names of the arguments that a model brings. */
  public static final Set<String> ARGUMENTS =
      Set.of("width", "height", "resizeShort", "centerCrop", "normalize");

  /** With one of these an application says by itself how images are prepared. */
  private static final List<String> CHOSEN =
      List.of(
          "width",
          "height",
          "resizeShort",
          "centerCrop",
          "normalize",
          "centerFit",
          "toTensor",
          "flag",
          "pad",
          "range");

  private DjlPreparation() {}

  /**
   * Adds the arguments to those of a model, unless some are there.
   *
   * @param arguments arguments of a model, not those of DJL alone
   * @param imageSize reference size of the model's images
   * @param preprocessing what the model expects of its images
   */
  public static void addTo(
      Map<String, Object> arguments, ImageSize imageSize, Preprocessing preprocessing) {
    boolean colour = preprocessing.channels() == PixelImage.COLOURS; // DJL's have no others
    if (!colour || CHOSEN.stream().anyMatch(arguments::containsKey)) {
      return;
    }
    Object size = arguments.getOrDefault(GreenMimTranslatorFactory.IMAGE_SIZE, imageSize);
    boolean resize =
        !"false".equals(String.valueOf(arguments.get(GreenMimTranslatorFactory.RESIZE)));
    String text = size.toString().replaceFirst("\\.0$", "");
    if (text.matches("[1-9]\\d{0,8}(x[1-9]\\d{0,8})?")) { // who reads another one refuses it
      arguments.putAll(of(new EvalTransform(ImageSize.parse(text), resize, preprocessing)));
    }
  }

  private static Map<String, String> of(EvalTransform transform) {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("width", Integer.toString(transform.imageSize().width()));
    arguments.put("height", Integer.toString(transform.imageSize().height()));
    arguments.put("normalize", statistics(transform.preprocessing()));
    if (transform.resize()) {
      arguments.put(
          "resizeShort",
          transform.resizedSize().longer() + ",-1," + transform.preprocessing().interpolation());
      arguments.put("centerCrop", "true");
    }
    return arguments;
  }

  /** Means and deviations as DJL reads them, which calls ImageNet's {@code true}. */
  private static String statistics(Preprocessing preprocessing) {
    boolean usual =
        preprocessing.mean().equals(Preprocessing.IMAGENET.mean())
            && preprocessing.deviation().equals(Preprocessing.IMAGENET.deviation());
    return usual
        ? "true"
        : Stream.concat(preprocessing.mean().stream(), preprocessing.deviation().stream())
            .map(Object::toString)
            .collect(Collectors.joining(","));
  }

  /**
   * Refuses arguments of DJL's translators that ours would not follow.
   *
   * @param arguments arguments of a model
   * @param transform how ours prepare images
   * @throws IllegalArgumentException if one says something else
   */
  public static void check(Map<String, ?> arguments, EvalTransform transform) {
    Map<String, String> ours = of(transform);
    for (String name : ARGUMENTS) {
      Object given = arguments.get(name);
      if (given != null && !given.toString().equals(ours.get(name))) {
        throw new IllegalArgumentException(
            "%s: expected %s as %s and %s say, got %s"
                .formatted(
                    name,
                    ours.getOrDefault(name, "nothing"),
                    GreenMimTranslatorFactory.IMAGE_SIZE,
                    GreenMimTranslatorFactory.RESIZE,
                    given));
      }
    }
  }
}
