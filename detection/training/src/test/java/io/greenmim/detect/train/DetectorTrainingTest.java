package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.DataException;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trains a small detector on drawn scenes, some of which are damaged after the data was checked.
 */
class DetectorTrainingTest {

  @TempDir private Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void drawScenes() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    run = folder.resolve("run");
    SceneDataset.write(data.resolve("train"), data.resolve("train.json"), 1, 4);
    SceneDataset.write(data.resolve("val"), data.resolve("val.json"), 2, 2);
  }

  private void damage(String... names) throws IOException {
    for (String name : names) {
      Path image = data.resolve(name);
      Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 2000));
    }
  }

  /** Trains; damages images when the data has been read already. */
  private void train(String... damaged) throws IOException, InterruptedException {
    DetectorTraining other = training(new RunHook() {});
    DetectorTraining training =
        training(
            new RunHook() {
              @Override
              public void begins(RunView view) {
                assertThrows(UserException.class, other::run, "one writer at a time");
              }
            });
    damage(damaged);
    training.run();
  }

  private DetectorTraining training(RunHook hook) throws IOException {
    return builder().addHook(hook).build();
  }

  private DetectorTraining.Builder builder() {
    return DetectorTraining.builder()
        .setData(data)
        .setOutput(run)
        .optConfig(
            config ->
                SyntheticDetector.config(
                    config.categories(), false, new MaskHeadConfig(14, 5, false)))
        .optAugmentation(AugmentationName.RESIZE)
        .optShortSides(64)
        .optLongSide(64)
        .optTestShortSide(64)
        .optWarmupSteps(2)
        .optClipNorm(1)
        .optEpochs(2)
        .optBatchSize(2)
        .optPictures(1)
        .optKeep(0)
        .optLoaderThreads(1)
        .optDevices(Device.cpu());
  }

  @Test
  void messagesNameTheValuesOfTheBuilder() {
    String neither =
        assertThrows(
                IllegalArgumentException.class,
                () -> DetectorTraining.builder().setOutput(run).build())
            .getMessage();
    assertEquals(
        "data: expected either a folder, or 'annotations' and 'images', got neither", neither);
    String rate =
        assertThrows(IllegalArgumentException.class, () -> builder().optLearningRate(0).build())
            .getMessage();
    assertEquals("learningRate: expected a positive number, got 0.0", rate);
  }

  /** Both folders have an image of that name: one must not stand for the other. */
  @Test
  void imagesThatCannotBeDecodedEndNeitherTrainingNorValidation() throws Exception {
    train("train/scene-0000.png", "val/scene-0001.png");

    List<String> listed = Files.readAllLines(run.resolve("unreadable.txt"));
    assertEquals(2, listed.size(), listed.toString());
    assertTrue(listed.get(0).startsWith(data.resolve("val/scene-0001.png") + "\t"), listed.get(0));
    assertTrue(listed.get(1).startsWith("scene-0000.png\t"), listed.get(1));
    List<String> validations = Files.readAllLines(run.resolve(ValidationLog.NAME));
    assertEquals(2, validations.size());
    assertTrue(validations.get(1).contains("\"unreadable\":1,"), validations.get(1));
    assertTrue(validations.get(1).matches(".*\"loss\":\\d.*"), validations.get(1));
    RunManifest manifest = RunManifest.read(run);
    assertEquals(2, manifest.unreadableCount());
    assertTrue(manifest.end().finished());
    assertEquals(data.resolve("val.json").toString(), manifest.options().get("val-annotations"));
    assertEquals(64L, manifest.options().get("long-side"));
  }

  @Test
  void cosineFallsFromThePeakAlongHalfAWave() throws Exception {
    builder().optSchedule(ScheduleName.COSINE).optValidateEvery(0).optPictures(0).build().run();

    List<Double> rates =
        MetricsLog.read(run.resolve(MetricsLog.NAME)).stream()
            .map(StepMetrics::learningRate)
            .toList();
    assertEquals(4, rates.size());
    assertEquals(0.5e-4, rates.get(0), 1e-15);
    assertEquals(1e-4, rates.get(2), 1e-15);
    assertEquals(0.5e-4, rates.get(3), 1e-15);
  }

  /** What the check at the start leaves out is as unreadable as what is met later. */
  @Test
  void imagesThatTheCheckLeavesOutAreListedToo() throws Exception {
    Files.writeString(data.resolve("train/scene-0000.png"), "no picture");
    Files.writeString(data.resolve("val/scene-0000.png"), "no picture");
    Files.delete(data.resolve("train/scene-0001.png"));
    train();

    List<String> listed = Files.readAllLines(run.resolve("unreadable.txt"));
    assertEquals(3, listed.size(), listed.toString());
    assertTrue(listed.get(0).startsWith(data.resolve("val/scene-0000.png") + "\tnot a JPEG"));
    assertTrue(listed.get(1).startsWith("scene-0000.png\tnot a JPEG"), listed.get(1));
    assertTrue(listed.get(2).startsWith("scene-0001.png\texpected an image file at "));
    List<String> validations = Files.readAllLines(run.resolve(ValidationLog.NAME));
    assertTrue(validations.get(0).contains("\"unreadable\":1,"), validations.get(0));
  }

  @Test
  void aValidationWithoutReadableImagesIsAnError() throws IOException {
    String message =
        assertThrows(DataException.class, () -> train("val/scene-0000.png", "val/scene-0001.png"))
            .getMessage();

    String told = "none of the 2 images of %s can be read; the first, %s: ";
    assertTrue(
        message.startsWith(
            told.formatted(data.resolve("val.json"), data.resolve("val/scene-0000.png"))),
        message);
  }
}
