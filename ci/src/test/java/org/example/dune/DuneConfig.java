package org.example.dune;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.ResampleFilter;
import java.util.List;

/** Architecture of a Dune: channels and strides of its own in each stage, nothing normalised. */
public record DuneConfig(
    ImageSize imageSize, int inChannels, List<Integer> widths, List<Integer> strides)
    implements EncoderConfig {

  @Override
  public String family() {
    return "dune";
  }

  @Override
  public int patchSize() {
    return strides.get(0);
  }

  @Override
  public int channels(int stage) {
    return widths.get(stage);
  }

  @Override
  public int stages() {
    return widths.size();
  }

  @Override
  public int stride(int stage) {
    return strides.get(stage);
  }

  @Override
  public double dropPath() {
    return 0;
  }

  @Override
  public double layerNormEps() {
    return 1e-5;
  }

  @Override
  public DuneConfig withImageSize(ImageSize size) {
    return new DuneConfig(size, inChannels, widths, strides);
  }

  @Override
  public DuneConfig withDropPath(double rate) {
    return this;
  }

  @Override
  public DuneConfig withLayerNormEps(double eps) {
    return this;
  }

  @Override
  public Preprocessing preprocessing() {
    return new Preprocessing(
        List.of(0.5, 0.4, 0.3), List.of(0.25, 0.2, 0.3), ResampleFilter.BILINEAR, 1);
  }
}
