package io.greenmim.swin;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderChecks;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.config.WindowOrder;
import java.util.List;
import java.util.Map;

/**
 * Architecture of a Swin Transformer (Liu et al., 2021, arXiv 2103.14030, section 3).
 *
 * <p>The reference image size fixes the size of each stage's relative position bias table; the
 * encoder itself accepts other sizes.
 *
 * @param imageSize size of the reference image, multiples of the total stride
 * @param patchSize side of an embedded patch in pixels
 * @param inChannels number of image channels
 * @param embedDim channels of the first stage; every later stage doubles them
 * @param depths number of blocks of each stage
 * @param heads number of attention heads of each stage; each divides its stage's channels
 * @param window side of an attention window in tokens
 * @param mlpRatio hidden width of the feed-forward network as a multiple of the channels
 * @param dropPath largest probability of stochastic depth, in [0, 1); rises linearly with the depth
 * @param layerNormEps constant added to the variance in every layer normalisation
 * @param windowOrder how windows are shifted where they do not divide a grid; null for {@link
 *     WindowOrder#PAD_THEN_SHIFT}
 */
public record SwinConfig(
    ImageSize imageSize,
    int patchSize,
    int inChannels,
    int embedDim,
    List<Integer> depths,
    List<Integer> heads,
    int window,
    double mlpRatio,
    double dropPath,
    double layerNormEps,
    WindowOrder windowOrder)
    implements EncoderConfig {

  /** Name of the family. */
  static final String FAMILY = "swin";

  /** Layer normalisation constant of the published pre-training code. */
  public static final double PRETRAIN_LAYER_NORM_EPS = 1e-6;

  /** Layer normalisation constant of all other published code. */
  static final double USUAL_LAYER_NORM_EPS = 1e-5;

  private static final int MOST_WINDOW = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SwinConfig {
    depths = List.copyOf(depths);
    heads = List.copyOf(heads);
    EncoderChecks.depths(depths);
    Checks.positive("embedDim", embedDim);
    Checks.atMost("embedDim", embedDim, EncoderChecks.MOST_CHANNELS);
    EncoderChecks.images(imageSize, patchSize, inChannels, depths.size());
    EncoderChecks.heads(heads, depths.size(), stage -> embedDim << stage);
    Checks.positive("window", window);
    Checks.atMost("window", window, MOST_WINDOW);
    EncoderChecks.ratio("mlpRatio", mlpRatio);
    EncoderChecks.dropPath(dropPath);
    Checks.positive("layerNormEps", layerNormEps);
    windowOrder = windowOrder == null ? WindowOrder.PAD_THEN_SHIFT : windowOrder;
  }

  @Override
  public String family() {
    return FAMILY;
  }

  @Override
  public String describe() {
    return "%s, image %s, patch %s, channels %s, depths %s, heads %s, window %s, mlp ratio %s"
        .formatted(FAMILY, imageSize, patchSize, embedDim, depths, heads, window, mlpRatio);
  }

  @Override
  public Map<String, String> traits() {
    return Map.of("window", Integer.toString(window));
  }

  @Override
  public int stages() {
    return depths.size();
  }

  @Override
  public int channels(int stage) {
    return embedDim << stage;
  }

  @Override
  public int stride(int stage) {
    return patchSize << stage;
  }

  /**
   * Returns the window of a stage: on each axis it shrinks to the token grid where the reference
   * image's grid is smaller.
   *
   * @param stage index of the stage, from 0
   * @return sides of the stage's windows in tokens
   */
  public GridSize stageWindow(int stage) {
    return new GridSize(
        Math.min(window, imageSize.height() / stride(stage)),
        Math.min(window, imageSize.width() / stride(stage)));
  }

  /**
   * Returns the hidden width of a stage's feed-forward network.
   *
   * @param stage index of the stage, from 0
   * @return channels x mlpRatio, rounded down
   */
  public int hiddenDim(int stage) {
    return (int) (channels(stage) * mlpRatio);
  }

  @Override
  public double usualLayerNormEps() {
    return USUAL_LAYER_NORM_EPS;
  }

  @Override
  public SwinConfig withImageSize(ImageSize size) {
    return copy(size, inChannels, dropPath, layerNormEps, windowOrder);
  }

  @Override
  public SwinConfig withInChannels(int channels) {
    return copy(imageSize, channels, dropPath, layerNormEps, windowOrder);
  }

  @Override
  public SwinConfig withDropPath(double rate) {
    return copy(imageSize, inChannels, rate, layerNormEps, windowOrder);
  }

  @Override
  public SwinConfig withLayerNormEps(double eps) {
    return copy(imageSize, inChannels, dropPath, eps, windowOrder);
  }

  @Override
  public SwinConfig withWindowOrder(WindowOrder order) {
    return copy(imageSize, inChannels, dropPath, layerNormEps, order);
  }

  private SwinConfig copy(
      ImageSize size, int channels, double rate, double eps, WindowOrder order) {
    return new SwinConfig(
        size, patchSize, channels, embedDim, depths, heads, window, mlpRatio, rate, eps, order);
  }
}
