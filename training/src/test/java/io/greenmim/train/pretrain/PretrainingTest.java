package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.config.ImageSize;
import io.greenmim.config.LatentOrder;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.Settings;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.run.RunEnd;
import io.greenmim.train.run.RunHook;
import io.greenmim.train.run.StepResult;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
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

/** An application pre-trains as the command line does. */
class PretrainingTest {

  @TempDir private Path folder;
  private Path photos;

  @BeforeEach
  void draw() throws IOException {
    photos = folder.resolve("photos");
    for (int i = 0; i < 4; i++) {
      TinyModelFolder.image(photos.resolve(i + ".png"), 70, 80, i);
    }
  }

  private Pretraining.Builder builder(String run) {
    return Pretraining.builder()
        .setData(photos)
        .setOutput(folder.resolve(run))
        .optModel("swin_nano_patch4_window7_224")
        .optImageSize(ImageSize.square(64))
        .optBatchSize(2)
        .optEpochs(2)
        .optPictures(0)
        .optDevices(Device.cpu());
  }

  private byte[] weights(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve(WeightsFile.NAME));
  }

  @Test
  void tooFewImagesAreRefused() {
    IllegalArgumentException few =
        assertThrows(IllegalArgumentException.class, () -> builder("few").optBatchSize(5).build());
    assertEquals(
        "batchSize: expected at most the 4 image(s) found in %s, got 5".formatted(photos),
        few.getMessage());
    assertFalse(Files.exists(folder.resolve("few")));
  }

  @Test
  void groupingIsRefusedWhereNothingIsGrouped() {
    Pretraining.Builder pairs = builder("pairs").optGrouping(GroupingMode.PAIRS);
    assertThrows(
        IllegalArgumentException.class, () -> pairs.optModel("pvt_v2_nano").build(), "no windows");
    Pretraining.Builder dense = builder("dense").optGrouping(GroupingMode.PAIRS);
    assertThrows(
        IllegalArgumentException.class,
        () -> dense.optMethod(PretrainMethod.SIMMIM).build(),
        "whole images");
  }

  @Test
  void thePublishedOrderOfLatentsIsToldAndTrained() throws Exception {
    builder("own").optImageSize(ImageSize.square(128)).optMaxSteps(2).build().run();
    builder("published")
        .optImageSize(ImageSize.square(128))
        .optLatentOrder(LatentOrder.PUBLISHED)
        .optMaxSteps(2)
        .build()
        .run();
    assertFalse(Arrays.equals(weights("own"), weights("published")), "the same weights");
    String key = "latentOrder";
    assertTrue(Files.readString(folder.resolve("published/config.json")).contains(key));
    assertFalse(Files.readString(folder.resolve("own/config.json")).contains(key));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            builder("dense")
                .optMethod(PretrainMethod.SIMMIM)
                .optLatentOrder(LatentOrder.PUBLISHED)
                .build());
  }

  @Test
  void messagesNameTheValueThatIsMissingOrOutOfItsRange() {
    assertEquals(
        "output: expected the folder of the run, got none",
        refused(Pretraining.builder().setData(photos)));
    assertEquals(
        "data: expected a folder of images, got none",
        refused(Pretraining.builder().setOutput(folder)));
    assertEquals("accumulate: expected at least 1, got 0", refused(builder("a").optAccumulate(0)));
    assertEquals(
        "maskRatio: expected a number between 0 and 1, both excluded, got 1.0",
        refused(builder("a").optMaskRatio(1)));
    assertEquals(
        "imageSize: expected a positive multiple of the mask patch 32, got 100x160",
        refused(builder("a").optImageSize(new ImageSize(100, 160))));
    assertEquals(
        "maskPatch: expected a multiple of the encoder's total stride 32, got 48",
        refused(builder("a").optImageSize(ImageSize.square(96)).optMaskPatch(48)));
    assertEquals(
        "averageDecay: expected a number in [0, 1), got 1.0",
        refused(builder("a").optAverageDecay(1)));
  }

  private static String refused(Pretraining.Builder builder) {
    return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
  }

  /** The hook cancels from within the run, as another thread may. */
  @Test
  void cancelledRunGoesOnToTheSameWeights() throws Exception {
    builder("whole").build().run();
    List<Pretraining> cancelled = new ArrayList<>();
    Pretraining first =
        builder("parts")
            .addHook(
                new RunHook() {
                  @Override
                  public void stepTaken(StepResult step) {
                    cancelled.get(0).cancel();
                  }
                })
            .build();
    cancelled.add(first);

    RunEnd stopped = first.run();
    assertFalse(stopped.finished());
    assertTrue(
        Pretraining.builder()
            .setOutput(folder.resolve("parts"))
            .optResume(true)
            .build()
            .run()
            .finished());

    assertArrayEquals(weights("whole"), weights("parts"));
  }

  /** Two patches of 64 pixels, one of which is hidden. */
  @Test
  void imagesNeedNotBeSquare() throws Exception {
    builder("wide")
        .optImageSize(new ImageSize(64, 128))
        .optMaskPatch(64)
        .optMaskRatio(0.5)
        .optValData(photos)
        .optPictures(1)
        .optMaxSteps(1)
        .build()
        .run();
    Path run = folder.resolve("wide");
    Map<String, Object> options = ConfigFile.readMap(run.resolve(Settings.FILE));
    assertEquals("64x128", options.get("image-size"));
    assertEquals(64L, options.get("mask-patch"));
    assertEquals(new ImageSize(64, 128), ConfigFile.readModel(run).encoder().imageSize());
    assertTrue(
        Pretraining.builder()
            .setOutput(run)
            .optResume(true)
            .optMaxSteps(2)
            .build()
            .run()
            .finished());
    assertTrue(Files.exists(run.resolve("reconstructions/epoch-0001.png")));
  }

  @Test
  void whatWasGivenIsWrittenDown() throws Exception {
    builder("run").optMaxSteps(1).build().run();
    Path run = folder.resolve("run");
    Map<String, Object> options = ConfigFile.readMap(run.resolve(Settings.FILE));
    assertEquals("swin_nano_patch4_window7_224", options.get("model"));
    assertEquals(2L, options.get("batch-size"));
    assertEquals("cpu", options.get("device"));
    List<String> words = RunManifest.read(run).commandLine();
    assertEquals(List.of("greenmim", "pretrain"), words.subList(0, 2));
    assertTrue(words.contains("--max-steps=1"), words::toString);
  }
}
