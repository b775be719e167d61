package io.greenmim.checkpoint;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.swin.SwinConfig;

/** Names for architectures that come from checkpoints. */
public final class VariantNames {

  private VariantNames() {}

  /**
   * Names an architecture.
   *
   * @param config the architecture
   * @return the variant of that name, or a name of the same form for another window, image size or
   *     number of channels
   */
  public static String of(SwinConfig config) {
    String size = "dim" + config.embedDim();
    for (Variant named : Backbones.family("swin").variants()) {
      SwinConfig variant = (SwinConfig) named.encoder();
      if (sameBody(variant, config)) {
        if (variant.window() == config.window() && variant.imageSize() == config.imageSize()) {
          return named.name();
        }
        size = named.size();
      }
    }
    return "swin_%s_patch%s_window%s_%s"
        .formatted(size, config.patchSize(), config.window(), config.imageSize());
  }

  /**
   * Tells whether two architectures differ in window, image size and constants alone.
   *
   * @param a an architecture
   * @param b another
   * @return whether a checkpoint of one becomes the other by resizing tables
   */
  public static boolean sameBody(SwinConfig a, SwinConfig b) {
    return a.patchSize() == b.patchSize()
        && a.inChannels() == b.inChannels()
        && a.embedDim() == b.embedDim()
        && a.depths().equals(b.depths())
        && a.heads().equals(b.heads())
        && a.mlpRatio() == b.mlpRatio();
  }

  /**
   * Describes what {@link #sameBody} compares.
   *
   * @param config an architecture
   * @return such as {@code patch 4, channels 96, depths [2, 2, 6, 2], heads [3, 6, 12, 24]}
   */
  public static String body(SwinConfig config) {
    return "patch %s, channels %s, depths %s, heads %s, mlp ratio %s"
        .formatted(
            config.patchSize(),
            config.embedDim(),
            config.depths(),
            config.heads(),
            config.mlpRatio());
  }
}
