package io.greenmim.train.classify;

import io.greenmim.backbone.Variant;
import io.greenmim.train.augment.Mixing;
import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.optim.LayerDecayRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values of what the user leaves open. */
public enum ClassifierRecipe {
  /**
   * For some hundred to some thousand images: published by nobody, chosen by the measurements in
   * docs/CLASSIFICATION.md.
   */
  SMALL(CosineSchedule.Form.AFTER_WARMUP, LayerDecayRule.TIMM),
  /**
   * Fine-tuning of SimMIM's and GreenMIM's encoders (Xie et al., 2021, arXiv 2111.09886, code of
   * section 4.2): 100 epochs.
   */
  SIMMIM(CosineSchedule.Form.FROM_START, LayerDecayRule.SIMMIM),
  /** Fine-tuning of ConvNeXt V2 after FCMAE (Woo et al., 2023, arXiv 2301.00808, appendix A). */
  FCMAE(CosineSchedule.Form.AFTER_WARMUP, LayerDecayRule.TIMM),
  /**
   * Training from random weights, as Twins and other transformers have it (Chu et al., 2021, arXiv
   * 2104.13840, code of section 4.1; Touvron et al., 2020, arXiv 2012.12877): 300 epochs.
   */
  TWINS(CosineSchedule.Form.FROM_START, LayerDecayRule.TIMM);

  /** Images from which on a published recipe is the usual one. */
  static final int MANY_IMAGES = 10_000;

  /** Key of the warm-up as a share of the epochs. */
  static final String WARMUP_SHARE = "warmupShare";

  private static final String RAND_AUGMENT = "rand-m9-mstd0.5-inc1";
  private static final int FULL_BATCH = 64;
  private static final int SMALL_BATCH = 32;

  /** Images that a run of few sees in all, within its fewest and most epochs. */
  private static final int SMALL_RUN = 20_000;

  private static final int LEAST_EPOCHS = 15;
  private static final int MOST_EPOCHS = 60;

  private final CosineSchedule.Form form;
  private final LayerDecayRule layers;

  ClassifierRecipe(CosineSchedule.Form form, LayerDecayRule layers) {
    this.form = form;
    this.layers = layers;
  }

  /** Where warm-up and cosine start. */
  CosineSchedule.Form form() {
    return form;
  }

  /** How layers are counted for the decay of their rates. */
  LayerDecayRule layers() {
    return layers;
  }

  /**
   * Chooses a recipe.
   *
   * @param variant the encoder
   * @param pretrained whether its weights come from elsewhere
   * @param images number of images that are trained on
   * @return the recipe that holds where the user names none
   */
  static ClassifierRecipe usual(Variant variant, boolean pretrained, int images) {
    if (images < MANY_IMAGES) {
      return SMALL;
    }
    if (variant.encoder().convolutional()) {
      return FCMAE;
    }
    return pretrained ? SIMMIM : TWINS;
  }

  /**
   * Returns the values of the recipe.
   *
   * @param variant the encoder
   * @param pretrained whether its weights come from elsewhere; layers that are drawn have one rate
   * @param images number of images that are trained on
   * @return values by the names of the settings, and the {@link #WARMUP_SHARE}
   */
  Map<String, Object> values(Variant variant, boolean pretrained, int images) {
    Map<String, Object> values =
        switch (this) {
          case SMALL -> small(images);
          case SIMMIM -> simMim(variant.size());
          case FCMAE -> fcmae(variant.size());
          case TWINS -> twins(variant.size());
        };
    if (!pretrained) {
      values.put("layerDecay", 1.0);
    }
    return values;
  }

  /** What ImageNet's recipes have in common. */
  private static Map<String, Object> published() {
    Map<String, Object> values = new HashMap<>();
    values.put("batchSize", FULL_BATCH);
    values.put("weightDecay", 0.05);
    values.put("clipNorm", 5.0);
    values.put("averageDecay", 0.0);
    values.put("minScale", 0.08);
    values.put("randAugment", RAND_AUGMENT);
    values.put("erasing", 0.25);
    values.put("mixup", Mixing.USUAL.mixup());
    values.put("cutMix", Mixing.USUAL.cutMix());
    values.put("smoothing", 0.1);
    return values;
  }

  private static Map<String, Object> simMim(String size) {
    boolean large = size.equals("large");
    Map<String, Object> values = published();
    values.put("epochs", 100);
    values.put(WARMUP_SHARE, 0.2);
    values.put("baseLearningRate", large ? 5e-4 : 6.25e-4); // half of what is published for 512
    values.put("layerDecay", large ? 0.8 : 0.9);
    values.put("dropPath", large ? 0.3 : 0.1);
    return values;
  }

  private static Map<String, Object> fcmae(String size) {
    Map<String, Object> values = published();
    boolean smaller = List.of("atto", "femto", "pico", "nano").contains(size);
    boolean tiny = size.equals("tiny");
    values.put("epochs", smaller ? 600 : tiny ? 300 : 100);
    values.put(WARMUP_SHARE, smaller ? 0.0 : tiny ? 40.0 / 300 : 0.2);
    values.put("baseLearningRate", smaller ? 2e-4 : tiny ? 8e-4 : 6.25e-4);
    values.put("layerDecay", smaller || tiny ? 0.9 : 0.6);
    values.put("dropPath", tiny ? 0.2 : 0.1);
    values.put("weightDecay", smaller ? 0.3 : 0.05);
    values.put("clipNorm", 0.0);
    values.put("averageDecay", 0.9999);
    values.put("smoothing", smaller ? 0.2 : 0.1);
    if (smaller) {
      values.put("mixup", 0.0);
      values.put("cutMix", 0.0);
    }
    return values;
  }

  private static Map<String, Object> twins(String size) {
    Map<String, Object> values = published();
    values.put("epochs", 300);
    values.put(WARMUP_SHARE, 5.0 / 300);
    values.put("baseLearningRate", 2.5e-4); // half of what is published for 512
    values.put("layerDecay", 1.0);
    values.put(
        "dropPath",
        switch (size) {
          case "small" -> 0.2;
          case "base" -> 0.3;
          case "large" -> 0.5;
          default -> 0.1;
        });
    return values;
  }

  private static Map<String, Object> small(int images) {
    Map<String, Object> values = published();
    values.put("epochs", Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, SMALL_RUN / images)));
    values.put("batchSize", Math.min(SMALL_BATCH, images));
    values.put(WARMUP_SHARE, 0.1);
    values.put("baseLearningRate", 8e-3);
    values.put("layerDecay", 0.8);
    values.put("dropPath", 0.1);
    values.put("minScale", 0.35);
    values.put("randAugment", ClassifierAugmentation.NONE);
    values.put("erasing", 0.0);
    values.put("mixup", 0.0);
    values.put("cutMix", 0.0);
    return values;
  }
}
