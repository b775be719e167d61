package io.greenmim.detect.config;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Everything that is needed to rebuild a Mask R-CNN (He et al., 2017, arXiv 1703.06870) with a
 * feature pyramid (Lin et al., 2017, arXiv 1612.03144): the JSON file beside its weights.
 *
 * @param format version of this layout; 1
 * @param variant name of the variant that the detector was made from
 * @param encoder architecture of the encoder; its reference image decides the window of each stage,
 *     the detector takes any image
 * @param categories what is detected: class k of the logits is category k; the background follows
 *     them
 * @param pyramidChannels channels of every level of the pyramid
 * @param anchors boxes that the region proposal network starts from
 * @param rpn training and use of the region proposal network
 * @param roi training and use of the heads on the proposals
 * @param output which detections an image ends with
 * @param input the size in which it sees images when it is used; the published one if null
 * @param preprocessing statistics of the channels of its images, a mean and a deviation for each;
 *     null for those of the encoder's family
 */
public record DetectorConfig(
    int format,
    String variant,
    EncoderConfig encoder,
    List<Category> categories,
    int pyramidChannels,
    AnchorConfig anchors,
    RpnConfig rpn,
    RoiConfig roi,
    OutputConfig output,
    InputSize input,
    Preprocessing preprocessing) {

  /** Version of the layout that this class writes. */
  public static final int FORMAT = 1;

  private static final int PUBLISHED_PYRAMID_CHANNELS = 256;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range or the pyramid has not one
   *     level for each anchor size
   */
  public DetectorConfig {
    categories = List.copyOf(categories);
    input = input == null ? InputSize.PUBLISHED : input;
    Checks.that(format == FORMAT, "format: expected %d, got %d", FORMAT, format);
    Checks.that(!categories.isEmpty(), "categories: expected at least one, got none");
    long ids = categories.stream().map(Category::id).distinct().count();
    Checks.that(
        ids == categories.size(), "categories: expected ids that differ, got %s", categories);
    Checks.that(
        pyramidChannels > 0,
        "pyramidChannels: expected a positive number, got %d",
        pyramidChannels);
    checkMaps(encoder);
    preprocessing = preprocessing == null ? encoder.preprocessing() : preprocessing;
    Checks.that(
        preprocessing.channels() == encoder.inChannels(),
        "preprocessing: expected a mean and a deviation for each of %s, got %d",
        PixelImage.count(encoder.inChannels()),
        preprocessing.channels());
    Checks.that(
        anchors.sizes().size() == encoder.stages() + 1,
        "anchors: expected a size for each of the %d levels of the pyramid, got %s",
        encoder.stages() + 1,
        anchors.sizes());
  }

  /** Each level of a pyramid is the coarser one at twice its size. */
  private static void checkMaps(EncoderConfig encoder) {
    List<Integer> strides = IntStream.range(0, encoder.stages()).mapToObj(encoder::stride).toList();
    for (int i = 0; i < strides.size(); i++) {
      Checks.that(
          Integer.bitCount(strides.get(i)) == 1 && strides.get(i) == strides.get(0) << i,
          "encoder: expected strides that are powers of 2 and double from stage to stage, as a"
              + " feature pyramid wants them, got %s",
          strides);
    }
  }

  /**
   * Makes a detector with the published settings.
   *
   * @param variant name of the variant
   * @param encoder architecture of the encoder
   * @param categories what is detected
   * @return the configuration
   */
  public static DetectorConfig published(
      String variant, EncoderConfig encoder, List<Category> categories) {
    return new DetectorConfig(
        FORMAT,
        variant,
        encoder,
        categories,
        PUBLISHED_PYRAMID_CHANNELS,
        AnchorConfig.published(encoder),
        RpnConfig.published(),
        RoiConfig.published(),
        OutputConfig.published(),
        InputSize.PUBLISHED,
        null);
  }

  /**
   * Returns this configuration with another encoder.
   *
   * @param name name of the variant
   * @param architecture architecture of the encoder
   * @return a copy with that encoder
   */
  public DetectorConfig withEncoder(String name, EncoderConfig architecture) {
    return copy(name, architecture, categories, rpn, input, preprocessing);
  }

  /**
   * Returns this configuration for images of other channels.
   *
   * @param images what the detector expects of them; its statistics tell the number of channels
   * @return a copy for them
   * @throws IllegalArgumentException if the architecture takes no such images
   */
  public DetectorConfig withImages(Preprocessing images) {
    return copy(variant, encoder.withInChannels(images.channels()), categories, rpn, input, images);
  }

  /** {@return the configuration of a model that is this detector's encoder alone} */
  public ModelConfig encoderModel() {
    return ModelConfig.of(variant, encoder, HeadConfig.NONE, preprocessing);
  }

  /**
   * Returns this configuration with other categories.
   *
   * @param detected what is detected, as many as now
   * @return a copy with those categories
   */
  public DetectorConfig withCategories(List<Category> detected) {
    return copy(variant, encoder, detected, rpn, input, preprocessing);
  }

  /**
   * Returns this configuration for images of another size.
   *
   * @param size the size in which the detector sees images when it is used
   * @return a copy with that size
   */
  public DetectorConfig withInput(InputSize size) {
    return copy(variant, encoder, categories, rpn, size, preprocessing);
  }

  /**
   * Returns this configuration with another number of proposals.
   *
   * @param most regions of an image whose class and box are looked for when the detector is used,
   *     at most; positive
   * @return a copy with that number
   */
  public DetectorConfig withProposals(int most) {
    ProposalLimits limits = new ProposalLimits(rpn.testing().preNms(), most);
    return copy(variant, encoder, categories, rpn.withTesting(limits), input, preprocessing);
  }

  /**
   * Returns the number of classes without the background.
   *
   * @return number of classes K
   */
  public int classes() {
    return categories.size();
  }

  private DetectorConfig copy(
      String name,
      EncoderConfig architecture,
      List<Category> detected,
      RpnConfig regions,
      InputSize size,
      Preprocessing images) {
    return new DetectorConfig(
        format,
        name,
        architecture,
        detected,
        pyramidChannels,
        anchors,
        regions,
        roi,
        output,
        size,
        images);
  }
}
