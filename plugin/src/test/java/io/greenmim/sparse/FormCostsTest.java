package io.greenmim.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import io.greenmim.ops.Precision;
import java.util.List;
import java.util.stream.IntStream;
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

  /** Forms that were fastest with other numbers of images, in bfloat16, and with a mask each. */
  @ParameterizedTest
  @CsvSource({
    "8, 96, FP32, 4, 1, 19, BLOCKS",
    "2, 384, FP32, 16, 1, 19, SITE_MATRICES",
    "2, 160, FP32, 4, 1, 19, GRID",
    "2, 384, FP32, 16, 16, 19, GRID",
    "1, 320, FP32, 4, 1, 19, SITE_MATRICES",
    "1, 320, FP32, 4, 1, 37, GRID",
    "8, 96, FP32, 16, 1, 37, GRID",
    "8, 96, BF16, 16, 1, 12, BLOCK_MATRICES",
    "4, 192, BF16, 16, 1, 12, BLOCK_MATRICES",
    "1, 768, BF16, 16, 1, 37, SITE_MATRICES",
    "2, 384, BF16, 16, 16, 19, BLOCK_MATRICES",
    "8, 96, REFERENCE, 16, 1, 12, GRID"
  })
  void theChoiceKnowsImagesPrecisionAndMasks(
      int scale,
      int channels,
      Precision precision,
      int images,
      int masks,
      int visible,
      ConvolutionForm form) {
    RandomMaskGenerator generator = new RandomMaskGenerator(0, 1 - visible / 49.0);
    List<PatchMask> drawn =
        IntStream.range(0, masks).mapToObj(i -> generator.generate(i, 7, 7)).toList();
    assertEquals(visible, drawn.get(0).visibleCount());
    Sites sites = Sites.visible(drawn, scale);
    assertEquals(form, SiteMaps.depthwise(sites, channels, 7).form(images, precision));
  }

  @Test
  void matricesBetweenSitesWantOneMask() {
    Sites each = Sites.visible(List.of(mask(0), mask(1)), 2);
    assertTrue(
        !FormCosts.of(each, 384, 7, 2, Precision.FP32).containsKey(ConvolutionForm.SITE_MATRICES)
            && FormCosts.of(each, 384, 7, 2, Precision.FP32).containsKey(ConvolutionForm.BLOCKS));
  }

  /** A batch of 512 would pay for 768 x 768 x 49 taps, 116 MB that each waiting batch holds. */
  @ParameterizedTest
  @CsvSource({"8, 96, FP32, BLOCKS", "8, 96, BF16, BLOCK_MATRICES", "4, 192, FP32, SITE_MATRICES"})
  void tapsBetweenSitesStayFew(int scale, int channels, Precision precision, ConvolutionForm form) {
    Sites sites = Sites.visible(List.of(mask(0)), scale);
    assertEquals(form, SiteMaps.depthwise(sites, channels, 7).form(512, precision));
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
