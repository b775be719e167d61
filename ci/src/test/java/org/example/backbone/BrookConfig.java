package org.example.backbone;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;

/**
 * Architecture of a Brook: patches of 4 pixels, one block a stage, twice the channels from stage to
 * stage.
 */
public record BrookConfig(
    ImageSize imageSize,
    int inChannels,
    int embedDim,
    int stages,
    double dropPath,
    double layerNormEps)
    implements EncoderConfig {

  @Override
  public String family() {
    return "brook";
  }

  @Override
  public int patchSize() {
    return 4;
  }

  @Override
  public int channels(int stage) {
    return embedDim << stage;
  }

  @Override
  public int stride(int stage) {
    return patchSize() << stage;
  }

  @Override
  public BrookConfig withImageSize(ImageSize size) {
    return new BrookConfig(size, inChannels, embedDim, stages, dropPath, layerNormEps);
  }

  @Override
  public BrookConfig withDropPath(double rate) {
    return new BrookConfig(imageSize, inChannels, embedDim, stages, rate, layerNormEps);
  }

  @Override
  public BrookConfig withLayerNormEps(double eps) {
    return new BrookConfig(imageSize, inChannels, embedDim, stages, dropPath, eps);
  }
}
