package io.greenmim.train.pretrain;

import java.util.Collections;
import java.util.Map;

/**
 * What is known of runs of some length: one line, from runs that were measured
 * (docs/CLASSIFICATION.md has their numbers). A run is as long as it has views: images of all its
 * steps.
 */
final class PretrainAdvice {

  /**
   * Views of the shortest run after which a variant was better than from random weights: a detector
   * or a linear probe.
   */
  private static final Map<String, Long> HELPED =
      Map.of(
          "swin_nano_patch4_window7_224", 101_000L,
          "twins_svt_nano", 106_000L,
          "convnextv2_atto", 106_000L);

  private PretrainAdvice() {}

  /**
   * Tells what is known.
   *
   * @param variant name of the encoder's variant
   * @param images images of the data
   * @param views images of all steps
   * @return one line; a warning where so short a run was not seen to help
   */
  static String of(String variant, int images, long views) {
    long least = HELPED.getOrDefault(variant, Collections.min(HELPED.values()));
    boolean measured = HELPED.containsKey(variant);
    String known =
        measured
            ? "pre-training was seen to help %s from %s on".formatted(variant, least)
            : "of %s no run was measured, the smallest encoders were helped from %s on"
                .formatted(variant, least);
    return views < least
        ? "warning: %s views of %s images are few: %s; more epochs or images may be needed"
            .formatted(views, images, known)
        : "%s views of %s images; %s".formatted(views, images, known);
  }
}
