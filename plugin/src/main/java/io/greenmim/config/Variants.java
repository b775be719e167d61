package io.greenmim.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The named architectures: {@code swin_<size>_patch4_window<M>_<image>}. */
public final class Variants {

  private static final int PATCH = 4;
  private static final int IMAGE = 224;
  private static final Map<String, SwinConfig> SWIN = swinVariants();

  private Variants() {}

  private static Map<String, SwinConfig> swinVariants() {
    Map<String, SwinConfig> all = new LinkedHashMap<>();
    for (int window : new int[] {7, 14}) {
      for (String size : List.of("nano", "tiny", "small", "base", "large")) {
        addSwin(all, size, window, IMAGE);
      }
    }
    // Published in these as well: by SimMIM, and by the authors of Swin.
    addSwin(all, "base", 6, 192);
    addSwin(all, "large", 12, 192);
    addSwin(all, "base", 12, 384);
    addSwin(all, "large", 12, 384);
    return Collections.unmodifiableMap(all);
  }

  private static void addSwin(Map<String, SwinConfig> all, String size, int window, int image) {
    int dim =
        switch (size) {
          case "nano" -> 32;
          case "tiny", "small" -> 96;
          case "base" -> 128;
          default -> 192;
        };
    boolean shallow = size.equals("nano") || size.equals("tiny");
    // Every head of every variant has 32 channels.
    int heads = dim / 32;
    SwinConfig config =
        new SwinConfig(
            image,
            PATCH,
            3,
            dim,
            List.of(2, 2, shallow ? 6 : 18, 2),
            List.of(heads, 2 * heads, 4 * heads, 8 * heads),
            window,
            4,
            0,
            SwinConfig.PRETRAIN_LAYER_NORM_EPS);
    all.put("swin_" + size + "_patch" + PATCH + "_window" + window + "_" + image, config);
  }

  /**
   * Returns the names of all variants.
   *
   * @return names, those of 224 pixels first, in order of window, then size
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
