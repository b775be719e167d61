package io.greenmim.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.masking.MaskSharing;
import io.greenmim.train.config.PretrainRecipe.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published scripts' numbers. */
class PretrainRecipeTest {

  @ParameterizedTest
  @CsvSource({
    "swin_base_patch4_window7_224, 200, 1.5e-4",
    "swin_base_patch4_window7_224, 800, 1e-4",
    "swin_base_patch4_window14_224, 800, 1.5e-4",
    "swin_large_patch4_window14_224, 800, 1e-4",
    "swin_large_patch4_window7_224, 1600, 1e-4",
    "swin_large_patch4_window14_224, 100, 1.5e-4",
    "swin_tiny_patch4_window7_224, 800, 1.5e-4",
    "swin_nano_patch4_window7_224, 800, 4e-3"
  })
  void greenMimOfEightHundredEpochsHasItsOwnRate(String variant, int epochs, double rate) {
    PretrainRecipe recipe = PretrainRecipe.of(PretrainMethod.GREENMIM, variant, epochs);
    assertEquals(new Rate(rate, RateSchedule.COSINE, 0), recipe.rate());
    assertEquals(0.05, recipe.warmupShare());
    assertEquals(0.95, recipe.beta2());
  }

  /** 2.4e-3 for 4096 images, 40 of 100 epochs of warm-up. */
  @Test
  void greenMimOfTwinsLarge() {
    for (String variant : new String[] {"twins_svt_large", "twins_svt_large_greenmim"}) {
      PretrainRecipe recipe = PretrainRecipe.of(PretrainMethod.GREENMIM, variant, 100);
      assertEquals(2.4e-3, recipe.rate().peak(4096), 1e-12);
      assertEquals(40, recipe.warmupShare() * 100, 1e-12);
    }
  }

  /** 2.4e-3 for 4096 images, 40 of 800 epochs of warm-up, also in longer runs. */
  @Test
  void fcmae() {
    for (int epochs : new int[] {100, 800, 1600}) {
      PretrainRecipe recipe = PretrainRecipe.of(PretrainMethod.FCMAE, "convnextv2_base", epochs);
      assertEquals(new Rate(1.5e-4, RateSchedule.COSINE, 0), recipe.rate());
      assertEquals(40, recipe.warmupShare() * 800, 1e-12);
      assertEquals(new UpdateOptions(0.05, 0.9, 0.95, 0, 0, 1), recipe.update());
      assertEquals(0.2, recipe.minScale());
      assertEquals(0.6, recipe.maskRatio());
      assertEquals(MaskSharing.IMAGE, recipe.masks());
    }
  }

  /** 2e-4 for 512 images; the peak for 2048 is 8e-4, the floor 4e-5. */
  @Test
  void simMimOfAHundredEpochs() {
    PretrainRecipe recipe =
        PretrainRecipe.of(PretrainMethod.SIMMIM, "swin_base_patch4_window6_192", 100);
    double peak = recipe.rate().peak(2048);
    assertEquals(8e-4, peak, 1e-12);
    assertEquals(4e-5, recipe.rate().floorShare() * peak, 1e-12);
    assertEquals(RateSchedule.COSINE, recipe.rate().schedule());
    assertEquals(10, recipe.warmupShare() * 100, 1e-12);
    assertEquals(new UpdateOptions(0.05, 0.9, 0.999, 5, 0, 1), recipe.update());
    assertEquals(0.67, recipe.minScale());
  }

  /** 1e-4 for 512 images, a tenth at 700 of 800 epochs, 10 of warm-up. */
  @Test
  void simMimOfEightHundredEpochs() {
    PretrainRecipe recipe =
        PretrainRecipe.of(PretrainMethod.SIMMIM, "swin_large_patch4_window12_192", 800);
    assertEquals(4e-4, recipe.rate().peak(2048), 1e-12);
    assertEquals(RateSchedule.STEP, recipe.rate().schedule());
    assertEquals(0, recipe.rate().floorShare());
    assertEquals(10, recipe.warmupShare() * 800, 1e-12);
  }
}
