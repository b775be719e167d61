package io.greenmim.train.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.greenmim.backbone.Backbones;
import io.greenmim.train.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which recipe holds, and what it gives. */
class ClassifierRecipeTest {

  private static ClassifierSettings settings(Map<String, Object> others) {
    Map<String, Object> given = new HashMap<>(others);
    given.put("data", Path.of("data"));
    given.put("output", Path.of("run"));
    return Settings.of(ClassifierSettings.class).create(given);
  }

  @ParameterizedTest
  @CsvSource({
    "swin_tiny_patch4_window7_224, true, 9999, SMALL",
    "swin_tiny_patch4_window7_224, true, 10000, SIMMIM",
    "swin_tiny_patch4_window7_224, false, 10000, TWINS",
    "twins_svt_small, true, 10000, SIMMIM",
    "twins_svt_small, false, 10000, TWINS",
    "convnextv2_tiny, true, 10000, FCMAE",
    "convnextv2_tiny, false, 9999, SMALL",
  })
  void theUsualOneFollowsFromTheImagesAndTheModel(
      String variant, boolean pretrained, int images, ClassifierRecipe expected) {
    assertEquals(expected, ClassifierRecipe.usual(Backbones.variant(variant), pretrained, images));
  }

  /** RECIPES.md, section 3: 1.25e-3 for 512 images at Swin-B, 1e-3 at Swin-L. */
  @ParameterizedTest
  @CsvSource({
    "swin_base_patch4_window7_224, 1.875e-3, 0.9, 0.1",
    "swin_large_patch4_window14_224, 1.5e-3, 0.8, 0.3"
  })
  void simMimsFineTuningIsThePublishedOne(
      String variant, double peak, double layerDecay, double dropPath) {
    ClassifierSettings settings =
        settings(Map.of("model", variant, "init", "run", "recipe", ClassifierRecipe.SIMMIM))
            .completed(1_281_167);

    assertEquals(peak, settings.peakLearningRate(768), 1e-12);
    assertEquals(layerDecay, settings.layerDecay());
    assertEquals(dropPath, settings.dropPath());
    assertEquals(100, settings.epochs());
    assertEquals(20, settings.warmupEpochs(), 1e-12);
    assertEquals(5, settings.clipNorm());
    assertEquals("rand-m9-mstd0.5-inc1", settings.augmentation().randAugment());
    assertEquals(1e-5, settings.config(1000).encoder().layerNormEps());
  }

  /** TRAINING.md of the published code: small encoders learn long and slowly. */
  @Test
  void fcmaesFineTuningIsThePublishedOne() {
    ClassifierSettings atto =
        settings(Map.of("model", "convnextv2_atto", "init", "run")).completed(20_000);
    ClassifierSettings base =
        settings(Map.of("model", "convnextv2_base", "init", "run")).completed(20_000);

    assertEquals(ClassifierRecipe.FCMAE, atto.recipe());
    assertEquals(600, atto.epochs());
    assertEquals(8e-4, atto.peakLearningRate(1024), 1e-12);
    assertEquals(0.3, atto.weightDecay());
    assertEquals(0, atto.augmentation().mixup());
    assertEquals(100, base.epochs());
    assertEquals(2.5e-3, base.peakLearningRate(1024), 1e-12);
    assertEquals(0.6, base.layerDecay());
    assertEquals(0.8, base.augmentation().mixup());
  }

  @ParameterizedTest
  @EnumSource
  void whatTheUserGivesWinsAndNothingStaysOpen(ClassifierRecipe recipe) {
    ClassifierSettings settings =
        settings(
                Map.of("model", "twins_svt_base", "recipe", recipe, "epochs", 7, "smoothing", 0.25))
            .completed(500);

    assertEquals(recipe, settings.recipe());
    assertEquals(7, settings.epochs());
    assertEquals(0.25, settings.augmentation().smoothing());
    assertEquals(1, settings.layerDecay(), "drawn layers have one rate");
    assertNull(settings.classWeights());
    assertEquals(
        Settings.of(ClassifierSettings.class).fields().stream()
            .map(Settings.Field::component)
            .filter(
                name -> !Settings.of(ClassifierSettings.class).values(settings).containsKey(name))
            .filter(
                name ->
                    !java.util.Set.of(
                            "labels",
                            "valLabels",
                            "valShare",
                            "init",
                            "prefix",
                            "classWeights",
                            "channels",
                            "mean",
                            "deviation",
                            "stats",
                            "initChannels",
                            "pictureChannels",
                            "loaderThreads")
                        .contains(name))
            .toList(),
        java.util.List.of());
  }

  /** Few images are seen more often, so that a run takes minutes whatever there is. */
  @ParameterizedTest
  @CsvSource({"100, 60", "500, 40", "1000, 20", "2000, 15", "9999, 15"})
  void aSmallRunIsAsLongAsItsImagesAllow(int images, int epochs) {
    ClassifierSettings settings =
        settings(Map.of("model", "swin_nano_patch4_window7_224", "init", "run")).completed(images);

    assertEquals(epochs, settings.epochs());
    assertEquals("none", settings.augmentation().randAugment());
    assertEquals(0.8, settings.layerDecay());
    assertEquals(1e-3, settings.peakLearningRate(32), 1e-12);
  }

  /** A run of few images has a batch that they fill. */
  @Test
  void aSmallBatchIsNoLargerThanTheData() {
    assertEquals(
        9, settings(Map.of("model", "swin_nano_patch4_window7_224")).completed(9).batchSize());
  }
}
