package io.greenmim.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The named architectures: {@code swin_<size>_patch4_window<M>_224}. */
public final class Variants {

  private static final int PATCH = 4;
  private static final int IMAGE = 224;
  private static final Map<String, SwinConfig> SWIN = swinVariants();

  private Variants() {}

  private static Map<String, SwinConfig> swinVariants() {
    Map<String, SwinConfig> all = new LinkedHashMap<>();
    for (int window : new int[] {7, 14}) {
      addSwin(all, "nano", 32, List.of(2, 2, 6, 2), List.of(1, 2, 4, 8), window);
      addSwin(all, "tiny", 96, List.of(2, 2, 6, 2), List.of(3, 6, 12, 24), window);
      addSwin(all, "small", 96, List.of(2, 2, 18, 2), List.of(3, 6, 12, 24), window);
      addSwin(all, "base", 128, List.of(2, 2, 18, 2), List.of(4, 8, 16, 32), window);
      addSwin(all, "large", 192, List.of(2, 2, 18, 2), List.of(6, 12, 24, 48), window);
    }
    return Collections.unmodifiableMap(all);
  }

  private static void addSwin(
      Map<String, SwinConfig> all,
      String size,
      int dim,
      List<Integer> depths,
      List<Integer> heads,
      int window) {
    SwinConfig config =
        new SwinConfig(
            IMAGE, PATCH, 3, dim, depths, heads, window, 4, 0, SwinConfig.PRETRAIN_LAYER_NORM_EPS);
    all.put("swin_" + size + "_patch" + PATCH + "_window" + window + "_" + IMAGE, config);
  }

  /**
   * Returns the names of all variants.
   *
   * @return names in order of window, then size
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
