package org.example.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.ResampleFilter;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.ShuffledOrder;
import io.greenmim.train.data.TrainingSet;
import io.greenmim.train.run.Run;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.StepResult;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that this project knows nothing of has from the common run what all tasks have. */
class StrangersTaskTest {

  private static final int SIDE = 64;

  /** Stage widths of 8 to 64: the encoder of the other stranger. */
  private static final ModelConfig MODEL =
      Backbones.variant("brook_small_64").model(new ClassifierConfig(4));

  @TempDir private Path folder;
  private Path photos;

  /** Bright above and dark below, so that a turn can be seen. */
  @BeforeEach
  void drawPhotos() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < 16; i++) {
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = picture.createGraphics();
      graphics.setPaint(new GradientPaint(0, 0, Color.WHITE, i, SIDE, Color.BLACK));
      graphics.fillRect(0, 0, SIDE, SIDE);
      graphics.dispose();
      ImageIO.write(picture, "png", photos.resolve(i + ".png").toFile());
    }
  }

  /** Counts the steps, and cancels the run after one of them. */
  private static final class Counter implements RunHook {

    private final long last;
    private final List<Long> steps = new ArrayList<>();
    private Run<?> run;

    Counter(long last) {
      this.last = last;
    }

    @Override
    public void stepTaken(StepResult step) {
      steps.add(step.step());
      if (step.step() == last) {
        run.cancel();
      }
    }
  }

  private RunEnd train(Path output, boolean resume, Counter counter) throws Exception {
    ImageList list = ImageFolderScanner.scan(photos);
    BatchShape shape = new BatchShape(8, 3, SIDE, SIDE);
    Augmentation whole = new Augmentation(0.8, 1, 1, 1, 0.5, ResampleFilter.BILINEAR);
    AugmentedImages pictures = new AugmentedImages(list, ImageLimits.USUAL, whole, shape, 7);
    List<byte[]> held = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      held.add(pictures.read(i, 0, i));
    }
    RotationTask task = new RotationTask(MODEL, RotationTask.Turned.of(0, held, SIDE));
    Run<RotationTask.Turned> run =
        Run.builder(
                task,
                new TrainingSet<>(
                    pictures,
                    new ShuffledOrder(list.size(), 8, 7),
                    (number, epoch, samples) -> RotationTask.Turned.of(number, samples, SIDE)))
            .setSettings(
                RunSettings.in(output, Map.of("resume", resume, "seed", 7, "loaderThreads", 1)))
            .setEpochs(6)
            .setSchedule(steps -> step -> 3e-3)
            .optValidation(task, 2)
            .addHook(counter)
            .build();
    counter.run = run;
    return run.run();
  }

  private static byte[] weights(Path folder) throws IOException {
    return Files.readAllBytes(folder.resolve("model.safetensors"));
  }

  @Test
  void learnsIsValidatedKeepsTheBestAndResumes() throws Exception {
    Path whole = folder.resolve("whole");
    Counter all = new Counter(-1);
    RunEnd end = train(whole, false, all);
    assertTrue(end.finished());
    assertEquals(12, all.steps.size());
    List<String> validations = Files.readAllLines(whole.resolve("validation.jsonl"));
    assertEquals(3, validations.size());
    assertTrue(validations.get(2).contains("\"accuracy\":"), validations.get(2));
    assertTrue(end.best().orElseThrow().contains("loss"), end::toString);

    Path parts = folder.resolve("parts");
    Counter first = new Counter(5);
    assertFalse(train(parts, false, first).finished());
    Counter second = new Counter(-1);
    assertTrue(train(parts, true, second).finished());
    assertEquals(List.of(6L, 7L, 8L, 9L, 10L, 11L, 12L), second.steps);
    for (String kept : List.of("", "best")) {
      assertArrayEquals(weights(whole.resolve(kept)), weights(parts.resolve(kept)), kept);
    }
    String losses = Files.readString(parts.resolve("validation.jsonl"));
    assertEquals(String.join("\n", validations) + "\n", losses);
  }

  @Test
  void theBestIsAnOrdinaryClassifier() throws Exception {
    Path run = folder.resolve("run");
    train(run, false, new Counter(-1));
    Criteria<Path, Classifications> criteria =
        Criteria.builder()
            .setTypes(Path.class, Classifications.class)
            .optModelPath(run.resolve("best"))
            .build();
    try (ZooModel<Path, Classifications> model = criteria.loadModel();
        Predictor<Path, Classifications> predictor = model.newPredictor()) {
      assertEquals(4, predictor.predict(photos.resolve("0.png")).items().size());
    }
  }
}
