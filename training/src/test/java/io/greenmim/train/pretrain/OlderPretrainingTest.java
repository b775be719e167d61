package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.config.ImageSize;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.Settings;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.device.Placement;
import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.run.Run;
import io.greenmim.train.testing.OlderImages;
import io.greenmim.weights.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of an older version go on here with the numbers that they had there. */
class OlderPretrainingTest {

  private static final double TOLERANCE = 1e-4;

  @TempDir private Path folder;

  /** Copies the run, takes steps 3 to 6 of it and compares. */
  private void goOn(PretrainMethod method, CosineSchedule.Form form, double[] losses, double[] sums)
      throws Exception {
    Path photos = OlderImages.draw(folder.resolve("photos"));
    Path run = Files.createDirectories(folder.resolve("run"));
    String from = method == PretrainMethod.SIMMIM ? "/older/simmim" : "/older/green";
    try (Stream<Path> files = Files.list(Path.of(getClass().getResource(from).toURI()))) {
      for (Path file : files.toList()) {
        Files.copy(file, run.resolve(file.getFileName()));
      }
    }
    Map<String, Object> given = new HashMap<>();
    given.put("data", photos);
    given.put("output", run);
    given.put("resume", true);
    given.put("model", "swin_nano_patch4_window7_224"); // its settings; the model is the folder's
    given.put("method", method);
    given.put("imageSize", ImageSize.square(64));
    given.put("maskRatio", 0.5);
    given.put("minScale", 0.2);
    given.put("batchSize", 2);
    given.put("accumulate", 2);
    given.put("seed", 7L);
    given.put("maxSteps", 6L);
    given.put("loaderThreads", 1);
    PretrainSettings settings = Settings.of(PretrainSettings.class).create(given);
    MaskedImageTask task = new MaskedImageTask(ConfigFile.readModel(run));
    Run.builder(task, MaskedImages.of(settings, ImageFolderScanner.scan(photos), task.model()))
        .setSettings(settings.run())
        .setEpochs(4)
        .setSchedule(steps -> new CosineSchedule(0.00625, 0, 2, steps.totalSteps(), form))
        .optUpdate(new UpdateOptions(0.05, 0.9, 0.95, 1, 0, 1))
        .optPlacement(Placement.on(Device.cpu()))
        .build()
        .run();
    List<StepMetrics> steps = MetricsLog.read(run.resolve(MetricsLog.NAME));
    assertEquals(6, steps.size(), "two of the older version, four of this one");
    for (int i = 0; i < losses.length; i++) {
      assertEquals(losses[i], steps.get(2 + i).loss(), TOLERANCE, "step " + (3 + i));
    }
    assertSums(run.resolve("model.safetensors"), sums[0], sums[1]);
    assertSums(run.resolve("optimizer.safetensors"), sums[2], sums[3]);
    assertTrue(RunManifest.read(run).end().finished());
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

  @Test
  void greenMim() throws Exception {
    goOn(
        PretrainMethod.GREENMIM,
        CosineSchedule.Form.AFTER_WARMUP,
        new double[] {0.89828172, 0.82890618, 0.77137923, 0.73910940},
        new double[] {156.8815041, 1447.5239141, -0.0364113, 5.6062621});
  }

  @Test
  void simMim() throws Exception {
    goOn(
        PretrainMethod.SIMMIM,
        CosineSchedule.Form.FROM_START,
        new double[] {0.87442806, 0.88973781, 0.82590562, 0.82962868},
        new double[] {115.0090213, 1839.1693804, 0.0991833, 7.5088705});
  }
}
