package io.greenmim.translate;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.translate.Translator;
import io.greenmim.config.Checks;
import io.greenmim.config.ImageSize;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.masking.MaskShape;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.ShuffledRanks;
import io.greenmim.model.Classifier;
import io.greenmim.model.Encoder;
import io.greenmim.model.mim.GreenMimModel;
import io.greenmim.model.mim.MaskedImageModel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the translators of encoders and masked image models.
 *
 * <p>From an {@link Image}, {@link PixelImage}, {@link java.nio.file.Path}, {@link java.net.URL},
 * {@link String} (a URL or a path) or {@link java.io.InputStream} to
 *
 * <ul>
 *   <li>{@code float[]}: the pooled feature;
 *   <li>{@link NDList}: the maps of the stages, finest first, (C, H, W) each, on the model's
 *       device; the caller owns the list and closes it;
 *   <li>{@link Image} or {@link ReconstructionPictures}: the reconstruction from the visible
 *       patches; needs a model of masked image modelling;
 *   <li>{@link Classifications}: the likeliest classes; needs a classifier;
 * </ul>
 *
 * and from {@link Input} to {@link Output} for DJL Serving.
 *
 * <p>Arguments, all optional:
 *
 * <ul>
 *   <li>{@code imageSize}: side of the crop in pixels, or height and width such as {@code 160x320};
 *       default the model's property of that name, its reference size
 *   <li>{@code resize}: {@code false} if images come with that size already; default {@code true}
 *   <li>{@code maskSeed}: seed of the mask; default 0
 *   <li>{@code maskRatio}: share of hidden patches; default that of the model's pre-training
 *   <li>{@code maskShape}: {@code random} (default) or {@code block} for rectangles of hidden
 *       patches
 *   <li>{@code referenceTokenOrder}: {@code true} to put a GreenMIM model's latents where the
 *       published code puts them, to check its checkpoints; default {@code false}
 *   <li>{@code topK}: classes that an answer lists; default 5
 *   <li>{@code maxImageBytes}, {@code maxImageSide}, {@code maxImagePixels}: how large an image may
 *       be; default {@link ImageLimits#USUAL}, over the network {@link ImageLimits#NETWORK}
 *   <li>{@code privateAddresses}: {@code true} to fetch web addresses of this machine and its
 *       network too; default {@code false}
 *   <li>{@code output}: what DJL Serving answers, {@code feature} (default), {@code reconstruction}
 *       or {@code classifications} (default of a classifier)
 *   <li>{@code precision}: what the model computes with, {@code fp32} (default), {@code bf16} or
 *       {@code int8}
 * </ul>
 *
 * <p>The arguments of DJL's own translators ({@link DjlPreparation}) may be there too, if they say
 * the same as {@code imageSize} and {@code resize}.
 */
public final class GreenMimTranslatorFactory extends ImageTranslatorFactory {

  /** Argument and model property: size of the prepared image, as {@link ImageSize} reads it. */
  public static final String IMAGE_SIZE = "imageSize";

  /** Argument: whether images are resized and cropped. */
  public static final String RESIZE = "resize";

  /** Argument: seed of the mask. */
  public static final String MASK_SEED = "maskSeed";

  /** Argument: share of hidden patches. */
  public static final String MASK_RATIO = "maskRatio";

  /** Argument: what hidden patches look like. */
  public static final String MASK_SHAPE = "maskShape";

  /** Argument: whether latents go where the published code puts them. */
  public static final String REFERENCE_TOKEN_ORDER = "referenceTokenOrder";

  /** Argument: number of classes that an answer lists. */
  public static final String TOP_K = "topK";

  /** Argument: what DJL Serving answers. */
  public static final String OUTPUT = "output";

  /** Names of the arguments of these translators and of the models that they are for. */
  public static final Set<String> ARGUMENTS =
      Set.of(
          IMAGE_SIZE,
          RESIZE,
          MASK_SEED,
          MASK_RATIO,
          MASK_SHAPE,
          REFERENCE_TOKEN_ORDER,
          TOP_K,
          OUTPUT,
          ImageLimits.MAX_BYTES,
          ImageLimits.MAX_SIDE,
          ImageLimits.MAX_PIXELS,
          InputSettings.PRIVATE_ADDRESSES,
          ModelArguments.VARIANT,
          ModelArguments.SEED,
          ModelArguments.HEAD,
          ModelArguments.WEIGHTS,
          ModelArguments.PRECISION,
          ModelArguments.PUBLISHED);

  private static final int TOP = 5;

  private static final long serialVersionUID = 1L;
  private static final Set<Class<?>> OUTPUTS =
      Set.of(
          float[].class,
          NDList.class,
          Image.class,
          ReconstructionPictures.class,
          Classifications.class);

  /** Makes the factory; DJL does it by reflection. */
  public GreenMimTranslatorFactory() {}

  @Override
  public Set<String> arguments() {
    return ARGUMENTS;
  }

  @Override
  protected Set<Class<?>> outputs() {
    return OUTPUTS;
  }

  @Override
  Set<String> own(Set<String> names) {
    Set<String> own = new HashSet<>(names);
    own.removeAll(DjlPreparation.ARGUMENTS);
    return own;
  }

  @Override
  protected Translator<Input, ?> serving(Model model, Map<String, ?> arguments) {
    String usual = model.getBlock() instanceof Classifier ? "classifications" : "feature";
    String answer = ArgumentsUtil.stringValue(arguments, OUTPUT, usual);
    Class<?> output =
        switch (answer) {
          case "feature" -> float[].class;
          case "reconstruction" -> Image.class;
          case "classifications" -> Classifications.class;
          default ->
              throw new IllegalArgumentException(
                  OUTPUT + ": expected feature, reconstruction or classifications, got " + answer);
        };
    return translator(Input.class, output, model, arguments);
  }

  @Override
  protected <I> Translator<I, ?> translator(
      Class<I> input, Class<?> output, Model model, Map<String, ?> arguments) {
    EvalTransform transform = EvalTransform.of(model, arguments);
    DjlPreparation.check(arguments, transform);
    checkSize(model.getBlock(), transform.imageSize());
    ImagePreparation<I> images =
        new ImagePreparation<>(
            PixelReader.of(
                input, InputSettings.of(arguments), transform.preprocessing().channels()),
            transform);
    if (output == Classifications.class) {
      return new ImageTranslator<>(images, Answers.classes(model, topK(arguments)));
    }
    if (model.getBlock() instanceof Classifier) {
      throw new IllegalArgumentException(
          "%s: expected %s of a classifier, got %s; load it with the argument head=false for features"
              .formatted(
                  model.getName(), Classifications.class.getSimpleName(), output.getSimpleName()));
    }
    if (output == float[].class) {
      return new ImageTranslator<>(images, Answers::feature);
    }
    if (output == NDList.class) {
      return new ImageTranslator<>(images, Answers::maps);
    }
    return output == Image.class
        ? reconstruction(images, model, arguments, ReconstructionTranslator::toImage)
        : reconstruction(images, model, arguments, ReconstructionTranslator::toPictures);
  }

  private static MaskShape maskShape(Map<String, ?> arguments) {
    String given = ArgumentsUtil.stringValue(arguments, MASK_SHAPE, MaskShape.RANDOM.name());
    return Arrays.stream(MaskShape.values())
        .filter(shape -> shape.name().equalsIgnoreCase(given))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    MASK_SHAPE + ": expected random or block, got " + given));
  }

  private static void checkSize(Block block, ImageSize size) {
    Encoder encoder =
        block instanceof Classifier classifier
            ? classifier.encoder()
            : block instanceof MaskedImageModel masked
                ? masked.encoder()
                : block instanceof Encoder bare ? bare : null;
    Checks.that(
        encoder == null || size.isMultipleOf(encoder.config().patchSize()),
        "%s: expected a multiple of the patch size %s, got %s",
        IMAGE_SIZE,
        encoder == null ? 1 : encoder.config().patchSize(),
        size);
  }

  /**
   * Reads how many classes an answer lists.
   *
   * @param arguments arguments of a translator
   * @return the number, at least 1; 5 where nothing says it
   * @throws IllegalArgumentException if it is no positive whole number
   */
  public static int topK(Map<String, ?> arguments) {
    Object given = arguments.get(TOP_K);
    double count = given == null ? TOP : ModelArguments.number(TOP_K, given.toString());
    if (count != Math.rint(count) || count < 1 || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          TOP_K + ": expected a positive whole number, got " + given);
    }
    return (int) count;
  }

  private static <I, O> Translator<I, O> reconstruction(
      ImagePreparation<I> images,
      Model model,
      Map<String, ?> arguments,
      ReconstructionTranslator.Result<O> result) {
    if (!(model.getBlock() instanceof MaskedImageModel block)) {
      throw new IllegalArgumentException(
          "%s: expected a model of masked image modelling to reconstruct, got a %s"
              .formatted(
                  model.getName(),
                  model.getBlock() instanceof Classifier ? "classifier" : "bare encoder"));
    }
    ImageSize imageSize = images.transform().imageSize();
    int side = block.maskPatch();
    if (!imageSize.isMultipleOf(side)) {
      throw new IllegalArgumentException(
          "%s: expected a multiple of the mask patch %s, got %s"
              .formatted(IMAGE_SIZE, side, imageSize));
    }
    Object ratio = arguments.get(MASK_RATIO);
    double hidden =
        ratio == null ? block.maskRatio() : ModelArguments.number(MASK_RATIO, ratio.toString());
    long seed = ArgumentsUtil.longValue(arguments, MASK_SEED, 0);
    PatchMask mask =
        maskShape(arguments)
            .generator(seed, hidden)
            .generate(0, imageSize.height() / side, imageSize.width() / side);
    boolean published = ArgumentsUtil.booleanValue(arguments, REFERENCE_TOKEN_ORDER, false);
    if (published && !(block instanceof GreenMimModel)) {
      throw new IllegalArgumentException(
          REFERENCE_TOKEN_ORDER + ": expected a model with GreenMIM's decoder, got another one");
    }
    Optional<ShuffledRanks> ranks =
        published ? Optional.of(ShuffledRanks.of(mask, seed)) : Optional.empty();
    return new ReconstructionTranslator<>(images, mask, ranks, result);
  }
}
