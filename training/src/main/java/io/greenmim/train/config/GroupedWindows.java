package io.greenmim.train.config;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.backbone.Variant;
import io.greenmim.config.Checks;
import io.greenmim.grouping.GroupingMode;
import java.util.stream.Collectors;

/** Tells which encoders have windows to group. */
public final class GroupedWindows {

  private GroupedWindows() {}

  /**
   * Refuses to group in another than the usual way where nothing is grouped.
   *
   * @param method how the encoder is pre-trained
   * @param model name of the variant
   * @param mode how windows are to be grouped
   * @throws IllegalArgumentException if the way is not the usual one, and the method sees whole
   *     images or the variant has no windows
   */
  public static void check(PretrainMethod method, String model, GroupingMode mode) {
    Checks.that(
        mode == GroupingMode.OPTIMAL || method != PretrainMethod.SIMMIM,
        "grouping: expected a method that groups the visible patches, greenmim, got simmim");
    Checks.that(
        mode == GroupingMode.OPTIMAL || groups(model),
        "grouping: expected a model of the families that group windows, %s, got %s",
        Backbones.families().stream()
            .filter(family -> groups(family.smallVariant()))
            .map(BackboneFamily::name)
            .collect(Collectors.joining(" or ")),
        model);
  }

  private static boolean groups(String model) {
    Variant variant = Backbones.variant(model);
    return !Backbones.newEncoder(variant.encoder(), EncoderUse.POOLED)
        .planner(variant.decoder().maskPatch(), GroupingMode.OPTIMAL)
        .parts()
        .isEmpty();
  }
}
