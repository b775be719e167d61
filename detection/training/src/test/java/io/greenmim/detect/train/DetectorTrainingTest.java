package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.DataException;
import io.greenmim.train.device.Placement;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.RunView;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private TrainingData scenes;

  @BeforeEach
  void drawScenes() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    run = folder.resolve("run");
    SceneDataset.write(data.resolve("train"), data.resolve("train.json"), 1, 4);
    SceneDataset.write(data.resolve("val"), data.resolve("val.json"), 2, 2);
    scenes = TrainingData.read(DataFolder.find(data), 0, new PrintWriter(new StringWriter(), true));
  }

  private void damage(String... names) throws IOException {
    for (String name : names) {
      Path image = data.resolve(name);
      Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 2000));
    }
  }

  private void read() throws IOException {
    scenes = TrainingData.read(DataFolder.find(data), 0, new PrintWriter(new StringWriter(), true));
  }

  private void train() throws IOException, InterruptedException {
    InputSize size = new InputSize(64, 64);
    DetectorOptions options =
        new DetectorOptions(
            SyntheticDetector.config(
                scenes.train().categories(), false, new MaskHeadConfig(14, 5, false)),
            0,
            new DetectorOptions.Input(
                AugmentationName.RESIZE, List.of(64), 64, size, ImageLimits.USUAL, false, 0),
            new DetectorOptions.Rate(1e-4, ScheduleName.X3, 2),
            new UpdateOptions(0.05, 0.9, 0.999, 1, 0, 1),
            new DetectorOptions.Course(2, 2, 1, 1),
            RunSettings.in(run, Map.of("keep", 0, "loaderThreads", 1)));
    DetectorTraining other = training(options, new RunHook() {});
    training(
            options,
            new RunHook() {
              @Override
              public void begins(RunView view) {
                assertThrows(UserException.class, other::run, "one writer at a time");
              }
            })
        .run();
  }

  private DetectorTraining training(DetectorOptions options, RunHook hook) throws IOException {
    return new DetectorTraining(
        options,
        scenes,
        new Placement(List.of(Device.cpu()), Precision.FP32, false),
        Optional.empty(),
        List.of("test"),
        List.of(hook));
  }

  /** Both folders have an image of that name: one must not stand for the other. */
  @Test
  void imagesThatCannotBeDecodedEndNeitherTrainingNorValidation() throws Exception {
    damage("train/scene-0000.png", "val/scene-0001.png");

    train();

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
    assertEquals(data.resolve("val.json").toString(), manifest.options().get("valAnnotations"));
    assertEquals(64L, ((Map<?, ?>) manifest.options().get("input")).get("longLimit"));
  }

  /** What the check at the start leaves out is as unreadable as what is met later. */
  @Test
  void imagesThatTheCheckLeavesOutAreListedToo() throws Exception {
    Files.writeString(data.resolve("train/scene-0000.png"), "no picture");
    Files.writeString(data.resolve("val/scene-0000.png"), "no picture");
    Files.delete(data.resolve("train/scene-0001.png"));
    read();

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
    damage("val/scene-0000.png", "val/scene-0001.png");

    String message = assertThrows(DataException.class, this::train).getMessage();

    String told = "none of the 2 images of %s can be read; the first, %s: ";
    assertTrue(
        message.startsWith(
            told.formatted(data.resolve("val.json"), data.resolve("val/scene-0000.png"))),
        message);
  }
}
