package io.greenmim.detect.config;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.backbone.Variant.DetectorTraits;
import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.NearNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The named detectors: {@code mask_rcnn_<encoder>}, on the encoders whose families name a detector,
 * with the stochastic depth of its published training.
 *
 * <p>The smallest ones have a pyramid of 64 channels and heads to match: they are for processors,
 * where the maps of stride 4 would cost 16 times as much with 256 channels.
 */
public final class DetectorVariants {

  private static final String PREFIX = "mask_rcnn_";
  private static final int NANO_PYRAMID = 64;
  private static final int NANO_BOX_WIDTH = 256;
  private static final int NANO_REGIONS = 128;

  private DetectorVariants() {}

  /**
   * Returns the names of all variants.
   *
   * @return names, family by family, the smallest of each first
   */
  public static List<String> names() {
    return variants().map(DetectorVariants::name).toList();
  }

  /**
   * Names the detector on an encoder.
   *
   * @param encoder name of the encoder's variant
   * @return {@code mask_rcnn_} and that name; without patch, window and image for the encoders of
   *     the named detectors
   */
  public static String nameOn(String encoder) {
    return variants()
        .filter(variant -> variant.name().equals(encoder))
        .map(DetectorVariants::name)
        .findFirst()
        .orElse(PREFIX + encoder);
  }

  private static Stream<Variant> variants() {
    return Backbones.variants().stream().filter(variant -> variant.detection().isPresent());
  }

  private static String name(Variant variant) {
    return PREFIX + variant.detection().orElseThrow().name();
  }

  /** The variant of an encoder that a detector's name stands for. */
  private static Optional<Variant> variant(String name) {
    return variants().filter(variant -> name(variant).equals(name)).findFirst();
  }

  /**
   * Returns the encoder of a variant.
   *
   * @param name name of the variant
   * @return its architecture
   * @throws IllegalArgumentException if there is no such variant; the message names the nearest
   */
  public static EncoderConfig encoder(String name) {
    Optional<Variant> variant = variant(name);
    Checks.that(
        variant.isPresent(),
        "unknown detector '%s'; the nearest are %s",
        name,
        String.join(", ", NearNames.of(name, names())));
    EncoderConfig encoder = variant.get().encoder();
    return encoder
        .withLayerNormEps(encoder.usualLayerNormEps())
        .withDropPath(variant.get().detection().orElseThrow().dropPath());
  }

  /**
   * Makes the configuration of a variant.
   *
   * @param name name of the variant
   * @param categories what is detected
   * @return the configuration
   * @throws IllegalArgumentException if there is no such variant; the message names the nearest
   */
  public static DetectorConfig of(String name, List<Category> categories) {
    EncoderConfig encoder = encoder(name);
    DetectorConfig published = DetectorConfig.published(name, encoder, categories);
    return isNarrow(name) ? narrowed(published) : published;
  }

  /**
   * Gives an encoder that comes from shapes alone what its named detector trains with.
   *
   * @param encoder an architecture
   * @return the same with the stochastic depth of the variant of this architecture, if there is one
   */
  public static EncoderConfig recipe(EncoderConfig encoder) {
    return names().stream()
        .map(DetectorVariants::encoder)
        .filter(named -> named.equals(encoder.withDropPath(named.dropPath())))
        .findFirst()
        .orElse(encoder);
  }

  /**
   * Returns how many regions of an image a detector is trained on.
   *
   * @param name name of a variant, or of any other detector
   * @return the regions of the variant; the published ones for any other name
   */
  public static SamplingConfig regions(String name) {
    SamplingConfig published = RoiConfig.published().sampling();
    return isNarrow(name)
        ? new SamplingConfig(NANO_REGIONS, published.positiveFraction())
        : published;
  }

  private static boolean isNarrow(String name) {
    return variant(name).flatMap(Variant::detection).map(DetectorTraits::narrow).orElse(false);
  }

  private static DetectorConfig narrowed(DetectorConfig config) {
    RoiConfig roi = config.roi();
    BoxHeadConfig box = roi.box();
    MaskHeadConfig mask = roi.mask();
    return new DetectorConfig(
        config.format(),
        config.variant(),
        config.encoder(),
        config.categories(),
        NANO_PYRAMID,
        config.anchors(),
        config.rpn(),
        new RoiConfig(
            roi.objectIou(),
            regions(config.variant()),
            roi.canonicalSize(),
            new BoxHeadConfig(box.pool(), NANO_BOX_WIDTH, box.agnostic(), box.deltaWeights()),
            new MaskHeadConfig(mask.pool(), NANO_PYRAMID, mask.agnostic())),
        config.output(),
        config.input(),
        config.preprocessing());
  }
}
