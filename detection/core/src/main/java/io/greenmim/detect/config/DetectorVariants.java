package io.greenmim.detect.config;

import io.greenmim.config.Checks;
import io.greenmim.config.NearNames;
import io.greenmim.config.SwinConfig;
import io.greenmim.config.Variants;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The named detectors: {@code mask_rcnn_swin_<size>}, on the encoder of that size with window 7.
 *
 * <p>Tiny, small and base are the published ones, with stochastic depth of 0.2, 0.2 and 0.3. Nano
 * has a pyramid of 64 channels and heads to match, and no stochastic depth: it is for processors,
 * where the maps of stride 4 would cost 16 times as much with 256 channels.
 */
public final class DetectorVariants {

  private static final String PREFIX = "mask_rcnn_";
  private static final String ENCODER = "swin_%s_patch4_window7_224";
  private static final int NANO_PYRAMID = 64;
  private static final int NANO_BOX_WIDTH = 256;
  private static final int NANO_REGIONS = 128;

  /** Sizes with their rates of stochastic depth. */
  private static final Map<String, Double> DROP_PATH = new LinkedHashMap<>();

  static {
    DROP_PATH.put("nano", 0.0);
    DROP_PATH.put("tiny", 0.2);
    DROP_PATH.put("small", 0.2);
    DROP_PATH.put("base", 0.3);
  }

  private DetectorVariants() {}

  /**
   * Returns the names of all variants.
   *
   * @return names, the smallest first
   */
  public static List<String> names() {
    return DROP_PATH.keySet().stream().map(size -> PREFIX + "swin_" + size).toList();
  }

  /**
   * Names the detector on an encoder.
   *
   * @param encoder name of the encoder's variant
   * @return such as {@code mask_rcnn_swin_tiny_patch4_window12_384}; without patch, window and
   *     image for the encoders of the named detectors
   */
  public static String nameOn(String encoder) {
    for (String size : DROP_PATH.keySet()) {
      if (String.format(Locale.ROOT, ENCODER, size).equals(encoder)) {
        return PREFIX + "swin_" + size;
      }
    }
    return PREFIX + encoder;
  }

  /**
   * Returns the encoder of a variant.
   *
   * @param name name of the variant
   * @return its architecture
   * @throws IllegalArgumentException if there is no such variant; the message names the nearest
   */
  public static SwinConfig encoder(String name) {
    Checks.that(
        names().contains(name),
        "unknown detector '%s'; the nearest are %s",
        name,
        String.join(", ", NearNames.of(name, names())));
    String size = size(name);
    return Variants.swin(String.format(Locale.ROOT, ENCODER, size))
        .withLayerNormEps(DetectorConfig.LAYER_NORM_EPS)
        .withDropPath(DROP_PATH.get(size));
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
    SwinConfig encoder = encoder(name);
    DetectorConfig published = DetectorConfig.published(name, encoder, categories);
    return "nano".equals(size(name)) ? narrowed(published) : published;
  }

  /**
   * Gives an encoder that comes from shapes alone what its named detector trains with.
   *
   * @param encoder an architecture
   * @return the same with the stochastic depth of the variant of this architecture, if there is one
   */
  public static SwinConfig recipe(SwinConfig encoder) {
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
    return names().contains(name) && "nano".equals(size(name))
        ? new SamplingConfig(NANO_REGIONS, published.positiveFraction())
        : published;
  }

  private static String size(String name) {
    return name.substring(name.lastIndexOf('_') + 1);
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
        config.input());
  }
}
