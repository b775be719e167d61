package io.greenmim.detect.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.backbone.Backbones;
import io.greenmim.swin.SwinConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorVariantsTest {

  @Test
  void encodersAreThePublishedOnes() {
    double[] dropPath = {0, 0.2, 0.2, 0.3, 0.3};
    int[] channels = {32, 96, 96, 128, 192};
    List<String> names =
        DetectorVariants.names().stream().filter(name -> name.contains("swin")).toList();
    assertEquals(
        List.of(
            "mask_rcnn_swin_nano",
            "mask_rcnn_swin_tiny",
            "mask_rcnn_swin_small",
            "mask_rcnn_swin_base",
            "mask_rcnn_swin_large"),
        names);
    for (int i = 0; i < names.size(); i++) {
      DetectorConfig config = DetectorVariants.of(names.get(i), CocoCategories.all());
      SwinConfig encoder = (SwinConfig) config.encoder();
      assertEquals(names.get(i), config.variant());
      assertEquals(channels[i], encoder.embedDim());
      assertEquals(dropPath[i], encoder.dropPath());
      assertEquals(1e-5, encoder.layerNormEps());
      assertEquals(7, encoder.window());
      assertEquals(i == 0 ? 64 : 256, config.pyramidChannels());
      assertEquals(encoder, DetectorVariants.recipe(encoder.withDropPath(0)));
    }
  }

  @Test
  void otherEncodersKeepTheirNames() {
    assertEquals("mask_rcnn_swin_tiny", DetectorVariants.nameOn("swin_tiny_patch4_window7_224"));
    String other = "swin_base_patch4_window12_384";
    assertEquals("mask_rcnn_" + other, DetectorVariants.nameOn(other));
    SwinConfig encoder = (SwinConfig) Backbones.variant(other).encoder();
    assertEquals(encoder, DetectorVariants.recipe(encoder));
  }

  @Test
  void unknownNamesGiveTheNearest() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> DetectorVariants.of("mask_rcnn_swin_smal", CocoCategories.all()));
    assertEquals(
        "unknown detector 'mask_rcnn_swin_smal'; the nearest are mask_rcnn_swin_small,"
            + " mask_rcnn_swin_nano, mask_rcnn_swin_tiny",
        e.getMessage());
  }

  @Test
  void cocoHasEightyCategoriesAndTenGaps() {
    List<Category> coco = CocoCategories.all();
    assertEquals(80, coco.size());
    assertEquals(80, coco.stream().map(Category::name).distinct().count());
    long previous = 0;
    for (Category category : coco) {
      assertEquals(true, category.id() > previous, category.toString());
      previous = category.id();
    }
    assertEquals(new Category(1, "person"), coco.get(0));
    assertEquals(new Category(13, "stop sign"), coco.get(11));
    assertEquals(new Category(64, "potted plant"), coco.get(58));
    assertEquals(new Category(90, "toothbrush"), coco.get(79));
  }
}
