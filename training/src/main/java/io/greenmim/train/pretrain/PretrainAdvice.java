package io.greenmim.train.pretrain;

import io.greenmim.backbone.Backbones;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of runs of some length: one line, from runs that were measured
 * (docs/CLASSIFICATION.md has their numbers). A run is as long as it has views: images of all its
 * steps.
 */
final class PretrainAdvice {

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
    Map<String, Long> helped = new TreeMap<>();
    Backbones.families().forEach(family -> helped.putAll(family.measuredViews()));
    long least = helped.getOrDefault(variant, Collections.min(helped.values()));
    boolean measured = helped.containsKey(variant);
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
