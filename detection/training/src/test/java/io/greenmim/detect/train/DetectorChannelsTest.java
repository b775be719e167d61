package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.config.Preprocessing;
import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.model.ImageDetector;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PictureChannels;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.testing.DrawnBands;
import io.greenmim.weights.ConfigFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Detectors of images of any channels, of 8 and 16 bits. */
class DetectorChannelsTest {

  private static final Preprocessing FIVE =
      Preprocessing.IMAGENET.withStatistics(
          Collections.nCopies(5, 0.5), Collections.nCopies(5, 0.25));

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void drawScenes() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    SceneDataset.write(data.resolve("train"), data.resolve("train.json"), 1, 4);
    SceneDataset.write(data.resolve("val"), data.resolve("val.json"), 2, 2);
    int number = 0;
    for (Path image : files()) {
      PixelImage seen = new ImageDecoder().decode(image);
      // The format is told by the content, whatever the name.
      DrawnBands.write(
          image,
          DrawnBands.image(seen.width(), seen.height(), 5, number % 2 == 0 ? 16 : 8, number++));
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(data)) {
      return all.filter(file -> file.toString().endsWith(".png")).sorted().toList();
    }
  }

  private DetectorTraining.Builder builder() {
    return DetectorTraining.builder()
        .setData(data)
        .setOutput(folder.resolve("run"))
        .optAugmentation(AugmentationName.RESIZE)
        .optShortSides(64)
        .optLongSide(64)
        .optTestShortSide(64)
        .optWarmupSteps(1)
        .optEpochs(1)
        .optBatchSize(2)
        .optPictures(1)
        .optKeep(0)
        .optLoaderThreads(1)
        .optDevices(Device.cpu());
  }

  private static DetectorConfig small(DetectorConfig config) {
    return SyntheticDetector.config(config.categories(), false, new MaskHeadConfig(14, 5, false))
        .withImages(FIVE);
  }

  @Test
  void fiveBandsAreTrainedOnAndLookedAt() throws Exception {
    builder().optConfig(DetectorChannelsTest::small).build().run();
    Path run = folder.resolve("run");
    Path model = Files.exists(run.resolve("best")) ? run.resolve("best") : run;
    assertTrue(Files.readString(model.resolve(ConfigFile.NAME)).contains("\"preprocessing\""));
    Path image = files().get(0);
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskRcnn loaded = LoadedDetector.load(manager, model);
      assertEquals(FIVE, loaded.config().preprocessing());
      ImageDetector detector =
          new ImageDetector(loaded, manager, new InputSize(64, 64), Precision.FP32);
      detector.detect(new ImageDecoder().decode(image, 5, Integer.MAX_VALUE), "five");
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> detector.detect(PixelImage.rgb(8, 8, new byte[192]), "three"));
      assertEquals("three: expected an image of 5 channels, got 3", refused.getMessage());
    }
    Criteria<Path, DetectedObjects> paths =
        Criteria.builder().setTypes(Path.class, DetectedObjects.class).optModelPath(model).build();
    try (ZooModel<Path, DetectedObjects> detector = paths.loadModel();
        var predictor = detector.newPredictor()) {
      predictor.predict(image);
    }
  }

  @Test
  void picturesShowTheChosenChannels() throws Exception {
    List<Integer> chosen = List.of(5, 4, 2);
    builder()
        .optConfig(DetectorChannelsTest::small)
        .optStatistics(FIVE.mean(), FIVE.deviation())
        .optPictureChannels(chosen.toArray(Integer[]::new))
        .build()
        .run();
    PixelImage seen = new ImageDecoder().decode(files().get(4), 5, Integer.MAX_VALUE);
    BufferedImage sheet;
    try (Stream<Path> pictures = Files.list(folder.resolve("run").resolve("detections"))) {
      sheet = ImageIO.read(pictures.findFirst().orElseThrow().toFile());
    }
    // Objects are drawn over some of the pixels.
    assertTrue(alike(sheet, PictureChannels.of(chosen, 5).view(seen)) > 0.3);
    assertTrue(alike(sheet, PictureChannels.of(null, 5).view(seen)) < 0.1);
  }

  /** The share of an image's pixels that the first picture of a sheet shows as they are. */
  private static double alike(BufferedImage sheet, PixelImage image) {
    int alike = 0;
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int colour = 0xff;
        for (int c = 0; c < 3; c++) {
          colour = colour << 8 | image.sample(x, y, c);
        }
        alike += sheet.getRGB(8 + x, 28 + y) == colour ? 1 : 0;
      }
    }
    return (double) alike / (image.width() * image.height());
  }

  @Test
  void statisticsMakeTheDetectorOfAVariant() throws IOException {
    DetectorTraining.Builder given =
        builder().optStatistics(FIVE.mean(), FIVE.deviation()).optMaxSteps(1);
    boolean[] seen = new boolean[1];
    given
        .optConfig(
            config -> {
              assertEquals(5, config.encoder().inChannels());
              assertEquals(FIVE.deviation(), config.preprocessing().deviation());
              seen[0] = true;
              return small(config);
            })
        .build();
    assertTrue(seen[0]);
  }

  @Test
  void imagesOfOtherChannelsEndTheRun() {
    DataException refused =
        assertThrows(
            DataException.class,
            () ->
                builder()
                    .optPictures(0)
                    .optConfig(
                        config ->
                            SyntheticDetector.config(
                                config.categories(), false, new MaskHeadConfig(14, 5, false)))
                    .build()
                    .run());
    assertTrue(
        refused
            .getMessage()
            .endsWith(
                ".png: expected an image of 3 channels, found 5; setting 'stats' takes the file"
                    + " that 'greenmim data stats' writes of images of other channels"),
        refused::getMessage);
  }

  @Test
  void aBatchOfBothDepthsIsOfSixteenBits() {
    PixelImage deep = PixelImage.of(1, 1, 2, new short[] {0x0102, 0x0304});
    PixelImage shallow = PixelImage.of(1, 1, 2, new byte[] {5, 6});
    DetectionBatch batch =
        DetectionBatch.of(List.of(sample(deep), sample(shallow)), new PixelSize(1, 1), 1);
    assertArrayEquals(new byte[] {1, 3, 2, 4, 5, 6, 5, 6}, batch.pixels());
  }

  private static DetectionSample sample(PixelImage image) {
    return new DetectionSample(1, "a", image, Boxes.NONE, new int[0], List.of());
  }
}
