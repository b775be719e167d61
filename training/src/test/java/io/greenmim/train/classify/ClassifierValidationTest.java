package io.greenmim.train.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.ImageTensors;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.Settings;
import io.greenmim.train.data.DataException;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.label.LabelSettings;
import io.greenmim.train.label.LabelledData;
import io.greenmim.train.label.LabelledImage;
import io.greenmim.train.label.LabelledImages;
import io.greenmim.train.optim.LayerDecayRule;
import io.greenmim.train.task.Validation;
import io.greenmim.train.testing.DrawnClasses;
import io.greenmim.translate.EvalTransform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a validation counts, against one image at a time. */
class ClassifierValidationTest {

  private static final List<String> CLASSES = List.of("a", "b", "c", "d", "e", "f", "g");

  @TempDir private Path folder;

  private LabelledImages images() throws IOException {
    DrawnClasses.write(folder.resolve("data"), CLASSES, 3, 5);
    return LabelledData.read(
            new LabelSettings(folder.resolve("data"), null, null, 0.0), 0, line -> {})
        .train();
  }

  private ClassifierSettings settings() {
    return Settings.of(ClassifierSettings.class)
        .create(
            Map.of(
                "data", folder.resolve("data"),
                "output", folder.resolve("run"),
                "model", "swin_nano_patch4_window7_224",
                "imageSize", io.greenmim.config.ImageSize.square(32),
                "batchSize", 4))
        .completed(21);
  }

  private ClassifierTask task(NDManager manager) {
    ModelConfig config = settings().config(CLASSES.size());
    ClassifierTask task = new ClassifierTask(config, CLASSES, 0, LayerDecayRule.TIMM);
    task.initialise(manager, 3);
    return task;
  }

  @Test
  void countsTheLikeliestClassesAndTheLossOfEachImage() throws IOException {
    LabelledImages images = images();
    try (NDManager manager = NDManager.newBaseManager()) {
      ClassifierTask task = task(manager);
      double loss = 0;
      int right = 0;
      int five = 0;
      for (LabelledImage image : images.images()) {
        float[] logits = logits(task, manager, image.path());
        double sum = 0;
        int above = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
          above += logit > logits[image.label()] ? 1 : 0;
        }
        loss += Math.log(sum) - logits[image.label()];
        right += above < 1 ? 1 : 0;
        five += above < 5 ? 1 : 0;
      }

      UnreadableImages unreadable = new UnreadableImages();
      int arrays = manager.getManagedArrays().size();
      Validation.Outcome outcome =
          new ClassifierValidation(task, images, settings())
              .run(manager, unreadable, () -> false)
              .orElseThrow();

      assertEquals(arrays, manager.getManagedArrays().size(), "nothing is left behind");
      assertEquals(loss / 21, outcome.loss(), 1e-5);
      assertEquals(right / 21.0, outcome.statistics().get("top1"));
      assertEquals(five / 21.0, outcome.statistics().get("top5"));
      assertEquals(0, outcome.unreadable());
      assertEquals("", outcome.note());
      assertTrue(
          new ClassifierValidation(task, images, settings())
              .run(manager, unreadable, () -> true)
              .isEmpty(),
          "stopped");
    }
  }

  private static float[] logits(ClassifierTask task, NDManager manager, Path file)
      throws IOException {
    EvalTransform transform =
        new EvalTransform(task.config().encoder().imageSize(), true, task.config().preprocessing());
    PixelImage crop = transform.apply(new ImageDecoder().decode(file));
    NDArray input = ImageTensors.normalised(manager, crop, task.config().preprocessing());
    return task.model().logits(new PassStore(manager, Precision.FP32), input, false).toFloatArray();
  }

  @Test
  void imagesThatCannotBeReadAreToldAndLeftOut() throws IOException {
    LabelledImages images = images();
    Files.writeString(folder.resolve("data/b/1.png"), "no picture");
    try (NDManager manager = NDManager.newBaseManager()) {
      ClassifierTask task = task(manager);
      UnreadableImages unreadable = new UnreadableImages();
      Validation.Outcome outcome =
          new ClassifierValidation(task, images, settings())
              .run(manager, unreadable, () -> false)
              .orElseThrow();

      assertEquals(1, outcome.unreadable());
      assertEquals("; 1 of 21 images cannot be read", outcome.note());
      assertTrue(unreadable.contains(folder.resolve("data/b/1.png").toString()));

      for (LabelledImage image : images.images()) {
        Files.writeString(image.path(), "no picture");
      }
      String message =
          assertThrows(
                  DataException.class,
                  () ->
                      new ClassifierValidation(task, images, settings())
                          .run(manager, new UnreadableImages(), () -> false))
              .getMessage();
      assertTrue(message.startsWith("none of the 21 images under "), message);
    }
  }
}
