package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.model.ImageDetector;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.model.ObjectDetector;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.Precision;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in several images at the same time is what is found in one after the other. */
class FoundResultsTest {

  @TempDir private Path folder;
  private final DetectorConfig config = SyntheticDetector.config(2);
  private List<ListedImage> images;

  @BeforeEach
  void draw() throws IOException {
    SceneDataset.write(folder.resolve("images"), folder.resolve("scenes.json"), 1, 5);
    Files.writeString(folder.resolve("images/scene-0002.png"), "no picture");
    images = ListedImage.of(ImageFolderScanner.find(folder.resolve("images")));
  }

  /** Keeps what it is told. */
  private static final class Told implements FoundResults.Observer {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void found(ListedImage image, PixelImage pixels, Instances found) {
      lines.add(image.name() + " " + found.boxes().size());
    }

    @Override
    public void unreadable(ListedImage image, UnreadableImageException reason) {
      lines.add(image.name() + " cannot be read");
    }
  }

  private List<CocoResult> look(ObjectDetector detector, int atOnce, Told told) {
    List<CocoResult> results = new ArrayList<>();
    try (FoundResults found =
        new FoundResults(images, detector, atOnce, config, ImageLimits.USUAL, told)) {
      while (found.hasNext()) {
        results.add(found.next());
      }
    }
    return results;
  }

  @Test
  void severalAtATimeFindTheSameInTheSameOrder() throws IOException {
    DetectorFolder.save(folder.resolve("model"), config, SyntheticDetector.undecided(config));
    try (NDManager manager = NDManager.newBaseManager()) {
      ImageDetector detector =
          new ImageDetector(
              LoadedDetector.load(manager, folder.resolve("model")),
              manager,
              new InputSize(64, 100),
              Precision.FP32);
      Told once = new Told();
      Told twice = new Told();
      List<CocoResult> expected = look(detector, 1, once);
      List<CocoResult> actual = look(detector, 3, twice);
      assertTrue(expected.size() > 20, expected.size() + " objects");
      assertEquals(
          expected.stream().map(CocoResult::imageId).toList(),
          actual.stream().map(CocoResult::imageId).toList());
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i).score(), actual.get(i).score(), 1e-4);
      }
      assertEquals(5, once.lines.size());
      assertEquals("scene-0002.png cannot be read", once.lines.get(2));
      assertEquals(once.lines, twice.lines);
    }
  }

  @Test
  void aFailureIsTheDetectors() {
    IllegalStateException failure = new IllegalStateException("broken");
    for (int atOnce = 1; atOnce <= 2; atOnce++) {
      int threads = atOnce;
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  look(
                      (image, name) -> {
                        throw failure;
                      },
                      threads,
                      new Told()));
      assertEquals("broken", thrown.getMessage());
    }
  }
}
