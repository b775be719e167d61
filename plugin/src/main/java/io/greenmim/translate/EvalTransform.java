package io.greenmim.translate;

import ai.djl.Model;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.util.JsonUtils;
import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.config.RecordMapper;
import io.greenmim.image.CenterCrop;
import io.greenmim.image.PixelImage;
import io.greenmim.image.ResizeToCover;
import io.greenmim.tensors.JsonText;
import java.util.Map;

/**
 * Prepares images for inference as torchvision's evaluation preset does: the image is resized to
 * cover a multiple of the crop (antialiased, 8 bits), its shape kept, then the centre is cut out.
 *
 * @param imageSize size of the crop, sides at most 16384
 * @param resize whether images are resized and cropped; if not, they must have the crop's size
 * @param preprocessing what the model expects: the multiple, 256 / 224 for ImageNet's, the kernel,
 *     and the statistics of the channels, by which the pixels are normalised then
 */
public record EvalTransform(ImageSize imageSize, boolean resize, Preprocessing preprocessing) {

  /** Model property: the {@link Preprocessing} in JSON; ImageNet's where there is none. */
  public static final String PREPROCESSING = "preprocessing";

  private static final int MOST = 1 << 14;

  /** That of a model's reference size: a zoo may name both. */
  private static final int MOST_SIDE = 1 << 13;

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if a side is above 16384
   */
  public EvalTransform {
    Checks.atMost("imageSize", imageSize.longer(), MOST);
  }

  /**
   * Reads how a model wants its images.
   *
   * @param model the model, whose properties may tell its image size and preprocessing
   * @param arguments arguments {@code imageSize} and {@code resize}, which go first
   * @return the transform
   * @throws IllegalArgumentException if nobody tells the size, or a value is out of its range
   */
  public static EvalTransform of(Model model, Map<String, ?> arguments) {
    Object given = arguments.get(GreenMimTranslatorFactory.IMAGE_SIZE);
    String name = GreenMimTranslatorFactory.IMAGE_SIZE;
    String text = given == null ? model.getProperty(name) : given.toString();
    if (text == null) {
      throw new IllegalArgumentException(
          "%s: the model %s does not tell its image size, expected it as an argument"
              .formatted(name, model.getName()));
    }
    boolean resize = ArgumentsUtil.booleanValue(arguments, GreenMimTranslatorFactory.RESIZE, true);
    return new EvalTransform(size(text), resize, preprocessing(model.getProperty(PREPROCESSING)));
  }

  /** A number of pixels, of JSON perhaps with a point, or height and width. */
  private static ImageSize size(String text) {
    String name = GreenMimTranslatorFactory.IMAGE_SIZE;
    boolean number = text.matches("[-+]?[\\d.]+([eE][-+]?\\d+)?");
    double side = number ? ModelArguments.number(name, text) : 1;
    Checks.that(
        side == Math.rint(side) && side >= 1 && side <= MOST_SIDE,
        "%s: expected a whole number of pixels from 1 to %s, got %s",
        name,
        MOST_SIDE,
        text);
    ImageSize size = number ? ImageSize.square((int) side) : ImageSize.parse(text);
    Checks.atMost(name, size.longer(), MOST_SIDE);
    return size;
  }

  /**
   * Reads a preprocessing.
   *
   * @param json its components in JSON, or null
   * @return the preprocessing; ImageNet's for null
   * @throws IllegalArgumentException if the text is no JSON, or a component is missing or out of
   *     its range
   */
  public static Preprocessing preprocessing(String json) {
    try {
      return json == null
          ? Preprocessing.IMAGENET
          : RecordMapper.read(Preprocessing.class, JsonText.object(json), PREPROCESSING);
    } catch (JsonText.Malformed e) {
      throw new IllegalArgumentException(PREPROCESSING + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes a preprocessing as {@link #preprocessing} reads it.
   *
   * @param preprocessing the preprocessing
   * @return its components in JSON, one line
   */
  public static String toJson(Preprocessing preprocessing) {
    return JsonUtils.GSON.toJson(RecordMapper.write(preprocessing));
  }

  /**
   * Returns the size that an image covers before the crop.
   *
   * @return {@code imageSize} times the multiple, rounded down as published; 256 for 224 of
   *     ImageNet
   */
  public ImageSize resizedSize() {
    return new ImageSize(
        (int) (imageSize.height() * preprocessing.resizeRatio()),
        (int) (imageSize.width() * preprocessing.resizeRatio()));
  }

  /**
   * Prepares an image.
   *
   * @param image the image
   * @return the crop, of the size {@code imageSize}
   * @throws IllegalArgumentException if the image is not to be resized and has another size, or is
   *     so long that resizing it would exceed an array
   */
  public PixelImage apply(PixelImage image) {
    if (resize) {
      ImageSize covered = resizedSize();
      PixelImage resized =
          new ResizeToCover(covered.width(), covered.height(), preprocessing.interpolation())
              .apply(image);
      return new CenterCrop(imageSize.width(), imageSize.height()).apply(resized);
    }
    if (image.width() != imageSize.width() || image.height() != imageSize.height()) {
      throw new IllegalArgumentException(
          "image: expected %s x %s pixels as resize=false was given, got %s x %s"
              .formatted(imageSize.width(), imageSize.height(), image.width(), image.height()));
    }
    return image;
  }
}
