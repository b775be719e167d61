package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.StepMetrics;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A detector's checkpoint of an older version goes on here with the numbers that it had there. */
class OlderDetectorTrainingTest {

  private static final double TOLERANCE = 2e-4;
  private static final double[] LOSSES = {2.65701122, 2.59581213, 2.56221877, 2.59258644};

  @TempDir private Path folder;

  /** A box before noise. */
  private static BufferedImage picture(int number) {
    int width = number % 2 == 0 ? 96 : 72;
    int height = number % 2 == 0 ? 72 : 96;
    SplittableRandom random = new SplittableRandom(number);
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int x = i % width;
      int y = i / width;
      int noise = random.nextInt(60);
      boolean box = x >= 10 + number && x < 50 + number && y >= 20 && y < 50;
      picture.setRGB(x, y, box ? 200 << 16 | noise << 8 : noise << 16 | noise << 8 | 90);
    }
    return picture;
  }

  private static void draw(Path data, String part, int from, int count) throws IOException {
    Path images = Files.createDirectories(data.resolve(part));
    StringJoiner listed = new StringJoiner(",");
    StringJoiner objects = new StringJoiner(",");
    for (int i = from; i < from + count; i++) {
      BufferedImage picture = picture(i);
      ImageIO.write(picture, "bmp", images.resolve(i + ".bmp").toFile());
      listed.add(
          "{\"id\":%s,\"file_name\":\"%s.bmp\",\"width\":%s,\"height\":%s}"
              .formatted(i, i, picture.getWidth(), picture.getHeight()));
      int x = 10 + i;
      int right = x + 40;
      objects.add(
          ("{\"id\":%s,\"image_id\":%s,\"category_id\":%s,\"iscrowd\":0,\"area\":1200,"
                  + "\"bbox\":[%s,20,40,30],\"segmentation\":[[%s,20,%s,20,%s,50,%s,50]]}")
              .formatted(i, i, i % 3 == 0 ? 5 : 7, x, x, right, right, x));
    }
    Files.writeString(
        data.resolve(part + ".json"),
        ("{\"images\":[%s],\"annotations\":[%s],\"categories\":[{\"id\":7,\"name\":\"box\"},"
                + "{\"id\":5,\"name\":\"rare\"}]}")
            .formatted(listed, objects));
  }

  @Test
  void aCheckpointGoesOn() throws Exception {
    Path data = folder.resolve("scenes");
    draw(data, "train", 1, 4);
    draw(data, "val", 5, 2);
    Path run = Files.createDirectories(folder.resolve("run"));
    Path before = Path.of(getClass().getResource("/older/detector").toURI());
    try (Stream<Path> files = Files.list(before)) {
      for (Path file : files.toList()) {
        Files.copy(file, run.resolve(file.getFileName()));
      }
    }
    DetectorConfig config = DetectorFolder.readConfig(run);
    DetectorTraining.builder()
        .setData(data)
        .setOutput(run)
        .optResume(true)
        .optModel("mask_rcnn_swin_nano") // its settings; the detector is the folder's
        .optConfig(any -> config)
        .optAugmentation(AugmentationName.RESIZE)
        .optShortSides(48, 64)
        .optLongSide(96)
        .optTestShortSide(64)
        .optBatchSize(2)
        .optEpochs(3)
        .optLearningRate(1e-3)
        .optWarmupSteps(2)
        .optLayerDecay(0.9)
        .optAverageDecay(0.9)
        .optClipNorm(1)
        .optSeed(7)
        .optCheckpointSteps(2)
        .optValidateEvery(3)
        .optPictures(0)
        .optLoaderThreads(1)
        .optDevices(Device.cpu())
        .build()
        .run();

    List<StepMetrics> steps = MetricsLog.read(run.resolve(MetricsLog.NAME));
    assertEquals(6, steps.size(), "two of the older version, four of this one");
    for (int i = 0; i < LOSSES.length; i++) {
      assertEquals(LOSSES[i], steps.get(2 + i).loss(), TOLERANCE, "step " + (3 + i));
    }
    assertSums(run.resolve("model.safetensors"), 320.7596328, 1115.1739773);
    assertSums(run.resolve("optimizer.safetensors"), 0.1295576, 4.2066118);
    assertSums(run.resolve("average.safetensors"), 320.7293598, 1114.8668378);
    String validation = Files.readString(run.resolve("validation.jsonl"));
    assertTrue(validation.contains("\"loss\":2.593"), validation);
  }

  /** The sum of all values, and that of their magnitudes. */
  private static void assertSums(Path file, double sum, double magnitude) throws Exception {
    double found = 0;
    double size = 0;
    for (StoredTensor tensor : SafeTensorsFile.open(file).tensors().values()) {
      for (float value : FloatValues.of(tensor)) {
        found += value;
        size += Math.abs(value);
      }
    }
    assertEquals(sum, found, TOLERANCE * magnitude);
    assertEquals(magnitude, size, TOLERANCE * magnitude);
  }
}
