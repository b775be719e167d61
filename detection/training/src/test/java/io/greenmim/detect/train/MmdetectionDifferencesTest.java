package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.anchor.AnchorGrid;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.augment.Resize;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.DatasetCheck;
import io.greenmim.detect.coco.ImageSizes;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.rpn.AnchorTargets;
import io.greenmim.image.PixelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where training follows detectron2 and not mmdetection: each line of the list of deviations. */
class MmdetectionDifferencesTest {

  @TempDir private Path folder;

  /**
   * Image 1 has an object of half a pixel, image 2 is 20 pixels wide, image 3 has a crowd alone.
   */
  private CocoDataset usable() throws IOException {
    String json =
        """
        {"images": [
          {"id": 1, "file_name": "1.png", "width": 100, "height": 80},
          {"id": 2, "file_name": "2.png", "width": 20, "height": 20},
          {"id": 3, "file_name": "3.png", "width": 100, "height": 80}],
         "categories": [{"id": 1, "name": "dot"}],
         "annotations": [
          {"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 0.5, 0.5], "area": 0.25},
          {"id": 2, "image_id": 2, "category_id": 1, "bbox": [2, 2, 9, 9], "area": 81},
          {"id": 3, "image_id": 3, "category_id": 1, "bbox": [2, 2, 9, 9], "area": 81,
           "iscrowd": 1, "segmentation": {"size": [80, 100], "counts": [0, 80, 7920]}}]}
        """;
    Path file = Files.writeString(folder.resolve("train.json"), json);
    return DatasetCheck.run(CocoDataset.read(file), ImageSizes.AS_DECLARED).usable();
  }

  @Test
  void boxesUnderAPixelAreKept() throws IOException {
    CocoDataset usable = usable();
    assertEquals(0.5, usable.annotations(0).get(0).box().width());
  }

  @Test
  void imagesUnderThirtyTwoPixelsAreKept() throws IOException {
    TrainingImages images = TrainingImages.of(usable(), false);
    assertEquals(20, images.dataset().images().get(images.place(1)).width());
  }

  @Test
  void imagesWithCrowdsAloneCountAsEmpty() throws IOException {
    assertEquals(2, TrainingImages.of(usable(), false).size());
    assertEquals(3, TrainingImages.of(usable(), true).size());
  }

  /** A batch is padded to its largest image; anchors in the padding are background as any other. */
  @Test
  void anchorsInThePaddingOfAnImageTakePart() {
    Anchors anchors =
        new AnchorGrid(AnchorConfig.published(), List.of(4, 8, 16, 32, 64))
            .of(
                List.of(
                    new PixelSize(16, 16),
                    new PixelSize(8, 8),
                    new PixelSize(4, 4),
                    new PixelSize(2, 2),
                    new PixelSize(1, 1)));
    AnchorTargets targets =
        AnchorTargets.of(
            RpnConfig.published(), anchors.all(), Boxes.of(0, 0, 16, 16), Permutation.IDENTITY);
    float[] corners = anchors.all().corners();
    boolean beyond = false;
    for (int i = 0; i < targets.matches().labels().length; i++) {
      boolean padding = corners[4 * i] > 32 && corners[4 * i + 1] > 32;
      if (padding) {
        assertEquals(0, targets.matches().labels()[i]);
        beyond = true;
      }
    }
    assertTrue(beyond);
  }

  /**
   * One white column in four: OpenCV's bilinear filter would look at the two in the middle only.
   */
  @Test
  void picturesShrinkWithAntialiasing() {
    byte[] rgb = new byte[3 * 16 * 16];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % 4 == 0 ? 255 : 0);
    }
    PixelImage small =
        new Resize(new PixelSize(16, 16), new PixelSize(4, 4)).apply(PixelImage.rgb(16, 16, rgb));
    int[] row = new int[4];
    for (int x = 0; x < 4; x++) {
      row[x] = small.sample(x, 2, 0);
    }
    // Triangles of four pixels to either side, cut at the border: shares of the white columns.
    assertArrayEquals(new int[] {73, 64, 64, 46}, row);
  }
}
