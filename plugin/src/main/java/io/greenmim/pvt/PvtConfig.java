package io.greenmim.pvt;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import java.util.List;

/**
 * Architecture of a Pyramid Vision Transformer v2 (Wang et al., 2022, arXiv 2106.13797, section 3
 * and table 1). No parameter depends on the size of images.
 *
 * @param imageSize size of the reference image, multiples of the total stride
 * @param patchSize stride p of the first embedding, whose kernel has 2 p - 1 pixels a side
 * @param inChannels number of image channels
 * @param dims channels of each stage
 * @param depths number of blocks of each stage
 * @param heads number of attention heads of each stage; each divides its stage's channels
 * @param mlpRatios hidden width of the feed-forward networks of each stage as a multiple of the
 *     channels
 * @param subSampling side of the squares of tokens that become one key, of each stage; 1 for tokens
 *     as they are; the linear form does not use it
 * @param linear whether keys are the means of 7 x 7 cells, however large the image is
 * @param dropPath largest probability of stochastic depth, in [0, 1); rises linearly with the depth
 * @param layerNormEps constant added to the variance in the normalisations of blocks and at the end
 *     of stages
 * @param embeddingNormEps the constant of the normalisations of embeddings
 * @param subSamplingNormEps the constant of the normalisations of keys
 */
public record PvtConfig(
    ImageSize imageSize,
    int patchSize,
    int inChannels,
    List<Integer> dims,
    List<Integer> depths,
    List<Integer> heads,
    List<Double> mlpRatios,
    List<Integer> subSampling,
    boolean linear,
    double dropPath,
    double layerNormEps,
    double embeddingNormEps,
    double subSamplingNormEps)
    implements EncoderConfig {

  /** Name of the family. */
  static final String FAMILY = "pvt_v2";

  /** Cells along a side from which the linear form makes its keys. */
  static final int POOL = 7;

  /** The published constant of the normalisations of blocks. */
  static final double BLOCK_EPS = 1e-6;

  /** The published constant of the normalisations of embeddings and keys. */
  static final double EMBEDDING_EPS = 1e-5;

  // Far beyond every published model; a file that says more would only exhaust the memory.
  private static final int MOST_PATCH = 256;
  private static final int MOST_CHANNELS = 1 << 16;
  private static final int MOST_IMAGE = 1 << 13;
  private static final int MOST_STAGES = 8;
  private static final int MOST_BLOCKS = 1000;
  private static final int MOST_RATIO = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PvtConfig {
    dims = List.copyOf(dims);
    depths = List.copyOf(depths);
    heads = List.copyOf(heads);
    mlpRatios = List.copyOf(mlpRatios);
    subSampling = List.copyOf(subSampling);
    Checks.positive("patchSize", patchSize);
    Checks.atMost("patchSize", patchSize, MOST_PATCH);
    Checks.positive("inChannels", inChannels);
    Checks.atMost("inChannels", inChannels, MOST_CHANNELS);
    Checks.atMost("imageSize", imageSize.longer(), MOST_IMAGE);
    Checks.that(!depths.isEmpty(), "depths: expected at least one stage, got none");
    Checks.atMost("number of stages", depths.size(), MOST_STAGES);
    sameLength("dims", depths, dims);
    sameLength("heads", depths, heads);
    sameLength("mlpRatios", depths, mlpRatios);
    sameLength("subSampling", depths, subSampling);
    for (int i = 0; i < depths.size(); i++) {
      Checks.positive("depths", depths.get(i));
      Checks.atMost("depths", depths.get(i), MOST_BLOCKS);
      Checks.positive("dims", dims.get(i));
      Checks.atMost("dims", dims.get(i), MOST_CHANNELS);
      Checks.positive("heads", heads.get(i));
      Checks.that(
          dims.get(i) % heads.get(i) == 0,
          "heads: expected a divisor of the %d channels of stage %d, got %d",
          dims.get(i),
          i,
          heads.get(i));
      Checks.that(
          mlpRatios.get(i) > 0 && mlpRatios.get(i) <= MOST_RATIO,
          "mlpRatios: expected positive numbers up to %d, got %s",
          MOST_RATIO,
          mlpRatios);
      Checks.positive("subSampling", subSampling.get(i));
      Checks.atMost("subSampling", subSampling.get(i), MOST_PATCH);
    }
    Checks.that(
        dropPath >= 0 && dropPath < 1, "dropPath: expected a number in [0, 1), got %s", dropPath);
    positive("layerNormEps", layerNormEps);
    positive("embeddingNormEps", embeddingNormEps);
    positive("subSamplingNormEps", subSamplingNormEps);
    int stride = patchSize << (depths.size() - 1);
    Checks.that(
        imageSize.isMultipleOf(stride),
        "imageSize: expected a positive multiple of the total stride %d, got %s",
        stride,
        imageSize);
  }

  private static void sameLength(String name, List<?> depths, List<?> values) {
    Checks.that(
        values.size() == depths.size(),
        "%s: expected one entry for each of the %d stages, got %s",
        name,
        depths.size(),
        values);
  }

  private static void positive(String name, double value) {
    Checks.that(value > 0, "%s: expected a positive number, got %s", name, value);
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public String describe() {
    return "%s, image %s, patch %s, channels %s, depths %s, heads %s, mlp ratios %s, %s"
        .formatted(
            FAMILY,
            imageSize,
            patchSize,
            dims,
            depths,
            heads,
            mlpRatios,
            linear ? "linear" : "sub-sampling " + subSampling);
  }

  @Override
  public int stages() {
    return depths.size();
  }

  @Override
  public int channels(int stage) {
    return dims.get(stage);
  }

  @Override
  public int stride(int stage) {
    return patchSize << stage;
  }

  /** The hidden width of a stage's feed-forward networks, rounded down. */
  int hiddenDim(int stage) {
    return (int) (channels(stage) * mlpRatios.get(stage));
  }

  /** The number of blocks before a stage. */
  int blocksBefore(int stage) {
    return depths.subList(0, stage).stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public PvtConfig withImageSize(ImageSize size) {
    return new PvtConfig(
        size,
        patchSize,
        inChannels,
        dims,
        depths,
        heads,
        mlpRatios,
        subSampling,
        linear,
        dropPath,
        layerNormEps,
        embeddingNormEps,
        subSamplingNormEps);
  }

  @Override
  public PvtConfig withInChannels(int channels) {
    return new PvtConfig(
        imageSize,
        patchSize,
        channels,
        dims,
        depths,
        heads,
        mlpRatios,
        subSampling,
        linear,
        dropPath,
        layerNormEps,
        embeddingNormEps,
        subSamplingNormEps);
  }

  @Override
  public PvtConfig withDropPath(double rate) {
    return new PvtConfig(
        imageSize,
        patchSize,
        inChannels,
        dims,
        depths,
        heads,
        mlpRatios,
        subSampling,
        linear,
        rate,
        layerNormEps,
        embeddingNormEps,
        subSamplingNormEps);
  }

  @Override
  public PvtConfig withLayerNormEps(double eps) {
    return new PvtConfig(
        imageSize,
        patchSize,
        inChannels,
        dims,
        depths,
        heads,
        mlpRatios,
        subSampling,
        linear,
        dropPath,
        eps,
        embeddingNormEps,
        subSamplingNormEps);
  }
}
