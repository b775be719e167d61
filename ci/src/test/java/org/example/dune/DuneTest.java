package org.example.dune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.cli.GreenMim;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.masking.PatchMask;
import io.greenmim.model.AllPatches;
import io.greenmim.model.Encoder;
import io.greenmim.model.VisiblePatches;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Three stages, strides of 5 and 15 pixels, no normalisation: nothing is as a Swin has it. */
class DuneTest {

  private static final List<Category> BOX = List.of(new Category(1, "box"));

  @TempDir private Path folder;

  private String run(int status, String... words) throws IOException {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2; i++) {
      BufferedImage picture = new BufferedImage(110, 97, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 110 * 97; pixel++) {
        picture.setRGB(pixel % 110, pixel / 110, random.nextInt(1 << 24));
      }
      ImageIO.write(picture, "png", photos.resolve(i + ".png").toFile());
    }
    CommandLine line = GreenMim.commandLine();
    StringWriter text = new StringWriter();
    line.setOut(new PrintWriter(text, true)).setErr(new PrintWriter(text, true));
    assertEquals(status, line.execute(words), text::toString);
    return text.toString();
  }

  private String pretrain(int status, String model, String method) throws IOException {
    return run(
        status,
        "pretrain",
        "--model=" + model,
        "--method=" + method,
        "--data=" + folder.resolve("photos"),
        "--batch-size=2",
        "--max-steps=1",
        "--pictures=1",
        "--device=cpu",
        "--output=" + folder.resolve("run"));
  }

  /** Masks of both methods hide patches of the stride; the feature is pooled without a norm too. */
  @ParameterizedTest
  @ValueSource(strings = {"greenmim", "simmim"})
  void pretrainsAndGivesFeatures(String method) throws Exception {
    pretrain(0, "dune_odd_90", method);
    Path run = folder.resolve("run");
    assertTrue(Files.readString(run.resolve("config.json")).contains("\"maskPatch\": 15"));
    Criteria<Path, float[]> criteria =
        Criteria.builder().setTypes(Path.class, float[].class).optModelPath(run).build();
    try (ZooModel<Path, float[]> model = criteria.loadModel();
        Predictor<Path, float[]> predictor = model.newPredictor()) {
      assertEquals(18, predictor.predict(folder.resolve("photos/0.png")).length);
    }
  }

  @Test
  void aPlanOfAllPatchesIsAPassOverAll() {
    Encoder encoder =
        Backbones.newEncoder(Backbones.variant("dune_odd_90").encoder(), EncoderUse.POOLED);
    try (NDManager manager = NDManager.newBaseManager()) {
      encoder.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 90, 90));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray images = manager.randomNormal(new Shape(2, 3, 90, 90));
      VisiblePatches visible =
          new VisiblePatches(
              images, encoder.planner(15, GroupingMode.AUTO).plan(List.of(PatchMask.none(6, 6))));
      float[] all = encoder.encode(store, new AllPatches(images), false).toFloatArray();
      assertArrayEquals(all, encoder.encode(store, visible, false).toFloatArray(), 1e-5f);
    }
  }

  @Test
  void aDetectorHasAnchorsForTheLevelsThatThereAre() {
    AnchorConfig anchors = DetectorVariants.of("mask_rcnn_dune_three", BOX).anchors();
    assertEquals(List.of(64.0, 128.0, 256.0, 512.0), anchors.sizes());
  }

  @Test
  void saysWhatItCannotDo() throws IOException {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> DetectorVariants.of("mask_rcnn_dune_odd", BOX));
    assertEquals(
        "encoder: expected strides that are powers of 2 and double from stage to stage, as a"
            + " feature pyramid wants them, got [5, 15, 15]",
        refused.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> DetectorVariants.of("mask_rcnn_dune_grey", BOX));
    String told = pretrain(1, "dune_grey_90", "simmim");
    assertTrue(told.contains("expected a mean and a deviation for each of 1 channel, got 3"), told);
  }
}
