package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.ImageSize;
import io.greenmim.masking.MaskSharing;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.Settings;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.weights.ModelFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pre-trains on two images and validates on three others, one of which cannot be read. */
class MaskedImageValidationTest {

  private static final int SIDE = 64;

  @TempDir private Path folder;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void drawImages() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (String part : List.of("train", "val")) {
      Files.createDirectories(folder.resolve(part));
      for (int i = 0; i < 2; i++) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < SIDE * SIDE; p++) {
          image.setRGB(p % SIDE, p / SIDE, random.nextInt(1 << 24));
        }
        ImageIO.write(image, "png", folder.resolve(part).resolve(i + ".png").toFile());
      }
    }
    Files.writeString(folder.resolve("val/2.png"), "no picture");
  }

  private Pretraining.Builder run(int epochs) {
    return Pretraining.builder()
        .setData(folder.resolve("train"))
        .setOutput(folder.resolve("run"))
        .optValData(folder.resolve("val"))
        .optModel("swin_nano_patch4_window7_224")
        .optImageSize(ImageSize.square(SIDE))
        .optBatchSize(2)
        .optEpochs(epochs)
        .optDevices(Device.cpu())
        .optAverageDecay(0.5)
        .addHook(
            new RunHook() {
              @Override
              public void told(String message) {
                told.add(message);
              }
            });
  }

  /** The mask of an image stays when another one cannot be read any more. */
  @Test
  void masksBelongToImages() throws Exception {
    Path val = folder.resolve("val");
    Files.copy(val.resolve("0.png"), val.resolve("2.png"), StandardCopyOption.REPLACE_EXISTING);
    double all = lossOf(MaskSharing.IMAGE);
    byte[] first = Files.readAllBytes(val.resolve("0.png"));
    Files.writeString(val.resolve("0.png"), "no picture");
    double others = lossOf(MaskSharing.IMAGE);
    Files.write(val.resolve("0.png"), first);
    for (String name : List.of("1.png", "2.png")) {
      Files.writeString(val.resolve(name), "no picture");
    }
    assertEquals(all, (2 * others + lossOf(MaskSharing.IMAGE)) / 3, 1e-6);
  }

  private double lossOf(MaskSharing masks) throws Exception {
    PretrainSettings settings =
        Settings.of(PretrainSettings.class)
            .create(
                Map.of(
                    "data", folder.resolve("train"),
                    "output", folder.resolve("run"),
                    "valData", folder.resolve("val"),
                    "model", "swin_nano_patch4_window7_224",
                    "imageSize", ImageSize.square(128),
                    "batchSize", 3,
                    "masks", masks));
    MaskedImageTask task = new MaskedImageTask(settings.modelConfig());
    try (NDManager manager = NDManager.newBaseManager()) {
      task.initialise(manager, 1);
      return new MaskedImageValidation(task, settings, Precision.FP32)
          .run(manager, new UnreadableImages(), () -> false)
          .orElseThrow()
          .loss();
    }
  }

  @Test
  void theBestWeightsAreThoseOfTheLowestLossUnderTheSameMasks() throws Exception {
    RunEnd end = run(3).build().run();

    assertTrue(end.finished());
    ValidationLog log = ValidationLog.open(folder.resolve("run"), 3);
    ValidationScore best = log.best(score -> -score.loss()).orElseThrow();
    assertEquals(3, log.last().orElseThrow().epoch());
    assertEquals(1, best.unreadable());
    assertEquals(ValidationScore.AVERAGE, best.weights());
    assertTrue(
        told.stream()
            .anyMatch(
                line ->
                    line.startsWith("validation after epoch 1 (average weights, fp32): loss ")
                        && line.endsWith(", the best so far; 1 of 3 images cannot be read")),
        told.toString());
    assertEquals(
        List.of(folder.resolve("val/2.png") + "\tnot a JPEG, PNG, BMP, WebP or TIFF file"),
        Files.readAllLines(folder.resolve("run/unreadable.txt")));
    try (NDManager manager = NDManager.newBaseManager()) {
      ModelFolder.load(manager, folder.resolve("run/best"));
    }
    assertTrue(Files.exists(folder.resolve("run").resolve(Checkpoint.AVERAGE)));
  }
}
