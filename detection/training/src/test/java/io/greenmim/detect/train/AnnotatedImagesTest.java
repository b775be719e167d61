package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.detect.augment.AugmentationPolicy;
import io.greenmim.detect.augment.RandomFlip;
import io.greenmim.detect.augment.RandomSizeCrop;
import io.greenmim.detect.augment.SampleAugmenter;
import io.greenmim.detect.augment.ShortSideResize;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.data.BatchLoader;
import io.greenmim.train.data.BatchMaker;
import io.greenmim.train.data.LoaderThreads;
import io.greenmim.train.data.StepRange;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.data.UnreadableImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnotatedImagesTest {

  private static final PixelSize ANY = new PixelSize(1, 1);
  private static final AugmentationPolicy NOTHING = (size, random) -> List.of();
  private static final AugmentationPolicy EVERYTHING =
      AugmentationPolicy.inOrder(
          new RandomFlip(0.5),
          new ShortSideResize(List.of(60, 90), 200),
          new RandomSizeCrop(40, 80));

  @TempDir private Path folder;

  private CocoDataset dataset;
  private final UnreadableImages unreadable = new UnreadableImages();

  @BeforeEach
  void draw() throws IOException {
    dataset = DrawnDataset.draw(folder, 10);
  }

  private BatchMaker<DetectionBatch> maker(AugmentationPolicy policy, PixelSize least) {
    TrainingImages images = TrainingImages.of(dataset, true);
    AnnotatedImages samples =
        new AnnotatedImages(
            images,
            folder,
            new SampleReader(dataset, folder, true, 3, ImageLimits.USUAL),
            new SampleAugmenter(policy, false),
            3,
            Map.of());
    DetectionOrder order = new DetectionOrder(images, RepeatFactors.once(images), 2, 3);
    return new TrainingSet<>(
            samples, order, (number, epoch, read) -> DetectionBatch.of(read, least, 32))
        .maker(unreadable);
  }

  private List<DetectionBatch> load(int threads) throws InterruptedException {
    List<DetectionBatch> batches = new ArrayList<>();
    try (BatchLoader<DetectionBatch> loader =
        BatchLoader.start(
            new StepRange(2, 17),
            new LoaderThreads(threads, 2 * threads),
            maker(EVERYTHING, ANY))) {
      while (loader.hasNext()) {
        batches.add(loader.next());
      }
    }
    return batches;
  }

  private static List<Object> content(DetectionBatch batch) {
    List<Object> content = new ArrayList<>();
    content.add(List.of(batch.padded(), batch.sizes()));
    content.add(Arrays.hashCode(batch.pixels()));
    for (GroundTruth truth : batch.truths()) {
      content.add(List.of(truth.image(), truth.boxes(), truth.masks()));
      content.add(Arrays.toString(truth.classes()));
    }
    return content;
  }

  private static long id(GroundTruth truth) {
    return Long.parseLong(truth.image().replace(".png", ""));
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBatches() throws InterruptedException {
    List<List<Object>> one = load(1).stream().map(AnnotatedImagesTest::content).toList();
    List<List<Object>> four = load(4).stream().map(AnnotatedImagesTest::content).toList();

    assertEquals(15, one.size());
    assertEquals(15, one.stream().distinct().count());
    assertEquals(one, four);
  }

  @Test
  void pixelsBoxesAndOutlinesAreThoseOfTheFiles() {
    BatchMaker<DetectionBatch> maker = maker(NOTHING, ANY);
    for (int step = 0; step < 5; step++) {
      DetectionBatch batch = maker.make(step, () -> false).orElseThrow();
      PixelSize padded = batch.padded();
      int plane = padded.width() * padded.height();
      assertEquals(0, padded.width() % 32);
      assertEquals(0, padded.height() % 32);
      assertEquals(2 * 3 * plane, batch.pixels().length);
      for (int i = 0; i < 2; i++) {
        GroundTruth truth = batch.truths().get(i);
        long id = id(truth);
        int red = 3 * i * plane;
        assertEquals((byte) 200, batch.pixels()[red + 20 * padded.width() + 10]);
        assertEquals(id, batch.pixels()[red + plane + 49 * padded.width() + 49]);
        assertEquals(0, batch.pixels()[red + 50 * padded.width() + 50]);
        if (id == 2) {
          assertEquals(Boxes.NONE, truth.boxes());
        } else {
          assertEquals(Boxes.of(10, 20, 50, 50), truth.boxes(), "the crowd is no object");
          assertArrayEquals(new int[] {id % 4 == 0 ? 0 : 1}, truth.classes(), "by category id");
          assertEquals(1200, truth.masks().get(0).orElseThrow().area());
        }
      }
    }
  }

  @Test
  void batchesMayHaveALeastSize() {
    DetectionBatch batch =
        maker(NOTHING, new PixelSize(10, 300)).make(0, () -> false).orElseThrow();

    assertEquals(320, batch.padded().width());
    assertTrue(batch.padded().height() < 160);
  }

  @Test
  void replacesImagesThatCannotBeUsed() throws IOException {
    Files.delete(folder.resolve("4.png"));
    Files.copy(folder.resolve("1.png"), folder.resolve("4.png"));
    Files.writeString(folder.resolve("5.png"), "no picture");
    List<Long> seen = new ArrayList<>();
    BatchMaker<DetectionBatch> maker = maker(NOTHING, ANY);

    for (int step = 0; step < 5; step++) {
      maker.make(step, () -> false).orElseThrow().truths().forEach(t -> seen.add(id(t)));
    }

    assertEquals(List.of(1L, 2L, 3L, 6L, 6L, 6L, 7L, 8L, 9L, 10L), seen.stream().sorted().toList());
    assertEquals(
        "expected 80 x 124 pixels, as the annotations say, got 121 x 80",
        unreadable.snapshot().get("4.png"));
    assertTrue(unreadable.contains("5.png"));
  }

  @Test
  void refusesADataSetWithoutReadableImages() throws IOException {
    for (int id = 1; id <= 10; id++) {
      Files.delete(folder.resolve(id + ".png"));
    }
    BatchMaker<DetectionBatch> maker = maker(NOTHING, ANY);

    RuntimeException refused =
        assertThrows(RuntimeException.class, () -> maker.make(0, () -> false));

    assertTrue(
        refused
            .getMessage()
            .startsWith("none of the 10 images of " + dataset.file() + " can be read; the first,"),
        refused.getMessage());
  }

  @Test
  void stopsWhenNobodyWaits() {
    assertTrue(maker(NOTHING, ANY).make(0, () -> true).isEmpty());
  }
}
