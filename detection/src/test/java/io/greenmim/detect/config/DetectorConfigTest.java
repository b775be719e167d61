package io.greenmim.detect.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.config.RecordMapper;
import io.greenmim.config.Variants;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectorConfigTest {

  private static final DetectorConfig CONFIG =
      DetectorConfig.published(
          "mask_rcnn_swin_nano",
          Variants.swin("swin_nano_patch4_window7_224"),
          List.of(new Category(1, "person"), new Category(18, "dog")));

  @Test
  void survivesBeingWritten() {
    Map<String, Object> written = RecordMapper.write(CONFIG);

    assertEquals(CONFIG, RecordMapper.read(DetectorConfig.class, written, "config"));
  }

  @Test
  void imagesHaveThePublishedSizeUnlessAnotherIsWritten() {
    Map<String, Object> written = RecordMapper.write(CONFIG.withInput(new InputSize(320, 640)));
    assertEquals(
        new InputSize(320, 640), RecordMapper.read(DetectorConfig.class, written, "c").input());
    written.remove("input");
    assertEquals(CONFIG, RecordMapper.read(DetectorConfig.class, written, "c"));
  }

  @Test
  void keepsTheAbsenceOfMasks() {
    RoiConfig roi = CONFIG.roi();
    RoiConfig boxes =
        new RoiConfig(roi.objectIou(), roi.sampling(), roi.canonicalSize(), roi.box(), null);

    RoiConfig read = RecordMapper.read(RoiConfig.class, RecordMapper.write(boxes), "roi");

    assertNull(read.mask());
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
