package io.greenmim.detect.config;

import io.greenmim.config.Checks;
import io.greenmim.config.EncoderConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Anchors: boxes of each level's size and of every aspect ratio around every cell of the level.
 *
 * @param sizes side of a square anchor of each level in pixels, finest level first
 * @param aspectRatios height divided by width, in the order of the logits' channels
 * @param offset where in its cell an anchor's centre lies, as a share of the stride, in [0, 1)
 */
public record AnchorConfig(List<Double> sizes, List<Double> aspectRatios, double offset) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public AnchorConfig {
    sizes = List.copyOf(sizes);
    aspectRatios = List.copyOf(aspectRatios);
    Checks.that(
        !sizes.isEmpty() && sizes.stream().allMatch(size -> size > 0),
        "sizes: expected positive numbers, got %s",
        sizes);
    Checks.that(
        !aspectRatios.isEmpty() && aspectRatios.stream().allMatch(ratio -> ratio > 0),
        "aspectRatios: expected positive numbers, got %s",
        aspectRatios);
    Checks.that(offset >= 0 && offset < 1, "offset: expected a number in [0, 1), got %s", offset);
  }

  /**
   * {@return the published anchors: 32 to 512 pixels, ratios 0.5, 1 and 2, at the cells' corners}
   */
  public static AnchorConfig published() {
    return new AnchorConfig(List.of(32.0, 64.0, 128.0, 256.0, 512.0), List.of(0.5, 1.0, 2.0), 0);
  }

  /**
   * Returns the published anchors for the levels of an encoder: of 8 cells a side, as 32 pixels are
   * where a cell has 4.
   *
   * @param encoder architecture of the encoder
   * @return a size for each of its stages and for the level above the last one
   */
  public static AnchorConfig published(EncoderConfig encoder) {
    List<Double> sizes = new ArrayList<>();
    for (int i = 0; i < encoder.stages(); i++) {
      sizes.add(8.0 * encoder.stride(i));
    }
    sizes.add(16.0 * encoder.stride());
    return new AnchorConfig(sizes, published().aspectRatios(), published().offset());
  }
}
