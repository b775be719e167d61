package io.greenmim.detect.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.RecordMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectorConfigTest {

  private static final DetectorConfig CONFIG =
      DetectorConfig.published(
          "mask_rcnn_swin_nano",
          Backbones.variant("swin_nano_patch4_window7_224").encoder(),
          List.of(new Category(1, "person"), new Category(18, "dog")));

  @Test
  void survivesBeingWritten() {
    Map<String, Object> written = Backbones.write(CONFIG);

    assertEquals(CONFIG, Backbones.read(DetectorConfig.class, written, "config"));
  }

  @Test
  void imagesHaveThePublishedSizeUnlessAnotherIsWritten() {
    Map<String, Object> written = Backbones.write(CONFIG.withInput(new InputSize(320, 640)));
    assertEquals(
        new InputSize(320, 640), Backbones.read(DetectorConfig.class, written, "c").input());
    written.remove("input");
    assertEquals(CONFIG, Backbones.read(DetectorConfig.class, written, "c"));
  }

  @Test
  void keepsTheAbsenceOfMasks() {
    RoiConfig roi = CONFIG.roi();
    RoiConfig boxes =
        new RoiConfig(roi.objectIou(), roi.sampling(), roi.canonicalSize(), roi.box(), null);

    RoiConfig read = RecordMapper.read(RoiConfig.class, RecordMapper.write(boxes), "roi");

    assertNull(read.mask());
  }

  /** A zoo may hold configurations that somebody else wrote. */
  @Test
  void sizesAreLimited() {
    assertLimited("short side: expected at most 16384", () -> new InputSize(1 << 30, 1));
    assertLimited("long side: expected at most 16384", () -> new InputSize(1, 1 << 30));
    assertLimited("pool: expected at most 64", () -> new MaskHeadConfig(1 << 20, 1, false));
    assertLimited(
        "pool: expected at most 64",
        () -> new BoxHeadConfig(65, 1, false, List.of(1., 1., 1., 1.)));
    assertLimited(
        "maxDetections: expected at most 100000", () -> new OutputConfig(0, 0, 1 << 30, 0.5));
  }

  private static void assertLimited(String expected, Runnable make) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, make::run);
    assertTrue(e.getMessage().startsWith(expected), e.getMessage());
  }

  @Test
  void refusesCategoriesOfOneNumber() {
    List<Category> same = List.of(new Category(1, "cat"), new Category(1, "dog"));

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> DetectorConfig.published("twice", CONFIG.encoder(), same));

    assertEquals("categories: expected ids that differ, got " + same, refused.getMessage());
  }
}
