package io.greenmim.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The named architectures: {@code swin_<size>_patch4_window<M>_<image>}. */
public final class Variants {

  private static final int PATCH = 4;
  private static final Map<String, SwinConfig> SWIN = swinVariants();

  private Variants() {}

  private static Map<String, SwinConfig> swinVariants() {
    Map<String, SwinConfig> all = new LinkedHashMap<>();
    for (int window : new int[] {7, 14}) {
      addSwin(all, "nano", window, 224);
      addSwin(all, "tiny", window, 224);
      addSwin(all, "small", window, 224);
      addSwin(all, "base", window, 224);
      addSwin(all, "large", window, 224);
    }
    // What SimMIM's and Microsoft's checkpoints have besides.
    addSwin(all, "base", 6, 192);
    addSwin(all, "large", 12, 192);
    addSwin(all, "base", 12, 384);
    addSwin(all, "large", 12, 384);
    return Collections.unmodifiableMap(all);
  }

  private static void addSwin(Map<String, SwinConfig> all, String size, int window, int image) {
    all.put(
        "swin_%s_patch%s_window%s_%s".formatted(size, PATCH, window, image),
        switch (size) {
          case "nano" -> swin(32, List.of(2, 2, 6, 2), 1, window, image);
          case "tiny" -> swin(96, List.of(2, 2, 6, 2), 3, window, image);
          case "small" -> swin(96, List.of(2, 2, 18, 2), 3, window, image);
          case "base" -> swin(128, List.of(2, 2, 18, 2), 4, window, image);
          case "large" -> swin(192, List.of(2, 2, 18, 2), 6, window, image);
          default -> throw new IllegalArgumentException(size);
        });
  }

  /** Heads of 32 channels: each stage doubles channels and heads. */
  private static SwinConfig swin(int dim, List<Integer> depths, int heads, int window, int image) {
    List<Integer> doubled = List.of(heads, 2 * heads, 4 * heads, 8 * heads);
    return new SwinConfig(
        image, PATCH, 3, dim, depths, doubled, window, 4, 0, SwinConfig.PRETRAIN_LAYER_NORM_EPS);
  }

  /**
   * Returns the names of all variants.
   *
   * @return names, those for 224 pixels first
   */
  public static List<String> names() {
    return List.copyOf(SWIN.keySet());
  }

  /**
   * Returns the architecture of a variant.
   *
   * @param name name of the variant
   * @return its architecture
   * @throws IllegalArgumentException if there is no such variant; the message names the nearest
   */
  public static SwinConfig swin(String name) {
    SwinConfig config = SWIN.get(name);
    Checks.that(
        config != null,
        "unknown model '%s'; the nearest are %s",
        name,
        String.join(", ", NearNames.of(name, SWIN.keySet())));
    return config;
  }

  /**
   * Returns the decoder that a variant is pre-trained with: the published one, narrower for nano,
   * whose encoder would otherwise cost less than its decoder.
   *
   * @param name name of the variant
   * @return masks, decoder and target
   * @throws IllegalArgumentException if there is no such variant
   */
  public static MimConfig mim(String name) {
    MimConfig published = MimConfig.published();
    if (swin(name).embedDim() > 32) {
      return published;
    }
    return new MimConfig(
        published.maskPatch(), published.maskRatio(), 256, published.decoderDepth(), 8, true);
  }
}
