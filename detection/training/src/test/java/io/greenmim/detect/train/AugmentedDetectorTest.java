package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.detect.augment.HorizontalFlip;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.mask.MaskOverlap;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.model.AugmentedDetector;
import io.greenmim.detect.model.ImageDetector;
import io.greenmim.detect.model.InputVersions;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Precision;
import io.greenmim.train.scene.SyntheticScenes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small detector with drawn weights on a drawn scene. */
class AugmentedDetectorTest {

  private static final InputSize SIZE = new InputSize(160, 400);

  @TempDir private Path folder;
  private final PixelImage scene = new SyntheticScenes(3).draw(5);
  private NDManager manager;
  private MaskRcnn model;

  @BeforeEach
  void load() throws IOException {
    DetectorConfig config = SyntheticDetector.config(2);
    DetectorFolder.save(folder, config, SyntheticDetector.undecided(config));
    manager = NDManager.newBaseManager();
    model = LoadedDetector.load(manager, folder);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private Instances augmented(PixelImage image, boolean flip, InputSize... sizes) {
    return new AugmentedDetector(
            model, manager, new InputVersions(List.of(sizes), flip), Precision.FP32)
        .detect(image, "scene");
  }

  @Test
  void oneVersionIsOneLook() {
    Instances once = new ImageDetector(model, manager, SIZE, Precision.FP32).detect(scene, "scene");
    Instances augmented = augmented(scene, false, SIZE);

    assertTrue(once.boxes().size() > 5, () -> "found " + once.boxes().size());
    assertEquals(once.boxes().size(), augmented.boxes().size());
    for (int i = 0; i < once.boxes().size(); i++) {
      assertEquals(once.scores()[i], augmented.scores()[i]);
      assertEquals(once.classes()[i], augmented.classes()[i]);
      assertEquals(once.boxes().x1(i), augmented.boxes().x1(i), 1e-3);
      assertEquals(once.boxes().y2(i), augmented.boxes().y2(i), 1e-3);
      assertOverlap(once.masks().get(i), augmented.masks().get(i));
    }
  }

  @Test
  void aFlippedImageGivesTheSameObjectsFlipped() {
    Instances seen = augmented(scene, true, SIZE, new InputSize(128, 400));
    HorizontalFlip flip = new HorizontalFlip(new PixelSize(scene.height(), scene.width()));
    Instances mirrored = augmented(flip.apply(scene), true, SIZE, new InputSize(128, 400));

    assertTrue(seen.boxes().size() > 5, () -> "found " + seen.boxes().size());
    assertEquals(seen.boxes().size(), mirrored.boxes().size());
    for (int i = 0; i < seen.boxes().size(); i++) {
      assertEquals(seen.scores()[i], mirrored.scores()[i], 1e-5);
      assertEquals(seen.classes()[i], mirrored.classes()[i]);
      assertEquals(scene.width() - seen.boxes().x1(i), mirrored.boxes().x2(i), 2e-2);
      assertEquals(seen.boxes().y1(i), mirrored.boxes().y1(i), 2e-2);
    }
  }

  @Test
  void aFlippedLookAloneWouldDiffer() {
    Instances plain = augmented(scene, false, SIZE);
    HorizontalFlip flip = new HorizontalFlip(new PixelSize(scene.height(), scene.width()));
    Instances mirrored = augmented(flip.apply(scene), false, SIZE);

    assertTrue(
        Math.abs(plain.scores()[0] - mirrored.scores()[0]) > 1e-5, "the weights are not symmetric");
  }

  @Test
  void versionsAreDemanded() {
    assertThrows(IllegalArgumentException.class, () -> new InputVersions(List.of(), true));
    PixelSize image = new PixelSize(50, 100);
    assertEquals(4, new InputVersions(List.of(SIZE, InputSize.PUBLISHED), true).of(image).size());
    assertEquals(1, new InputVersions(List.of(SIZE), false).of(image).size());
  }

  private static void assertOverlap(RunLengthMask expected, RunLengthMask actual) {
    double overlap = expected.area() == 0 ? 1 : MaskOverlap.iou(expected, actual, false);
    assertTrue(overlap > 0.999, () -> "overlap " + overlap);
  }
}
