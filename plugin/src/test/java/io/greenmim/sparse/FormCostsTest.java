package io.greenmim.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.ops.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormCostsTest {

  private static PatchMask mask(int number) {
    return new RandomMaskGenerator(0, 0.75).generate(number, 7, 7);
  }

  /** The forms that were fastest when each was measured, see docs/PERFORMANCE.md. */
  @ParameterizedTest
  @CsvSource({
    "8, 96, 7, BLOCKS",
    "2, 384, 7, SITE_MATRICES",
    "1, 768, 7, SITE_MATRICES",
    "8, 128, 3, BLOCKS",
    "4, 256, 3, BLOCKS",
    "1, 1024, 3, GRID"
  })
  void theFastestFormIsChosen(int scale, int channels, int kernel, ConvolutionForm form) {
    Sites sites = Sites.visible(List.of(mask(0)), scale);
    assertEquals(form, SiteMaps.depthwise(sites, channels, kernel).form(16, Precision.FP32));
  }

  @Test
  void matricesBetweenSitesWantOneMask() {
    Sites each = Sites.visible(List.of(mask(0), mask(1)), 2);
    assertTrue(
        !FormCosts.of(each, 384, 7).containsKey(ConvolutionForm.SITE_MATRICES)
            && FormCosts.of(each, 384, 7).containsKey(ConvolutionForm.BLOCKS));
  }

  @Test
  void overAllSitesItIsTheDenseConvolution() {
    assertEquals(
        ConvolutionForm.GRID,
        SiteMaps.depthwise(Sites.all(56, 56), 96, 7).form(16, Precision.FP32));
    Sites shown = Sites.visible(List.of(PatchMask.none(7, 7)), 1);
    assertEquals(ConvolutionForm.GRID, SiteMaps.depthwise(shown, 768, 7).form(16, Precision.FP32));
  }
}
