package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.masking.MaskShape;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.Precision;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.train.augment.ClassAugmentation;
import io.greenmim.train.augment.RandAugment;
import io.greenmim.train.augment.RandomErasing;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainRecipe;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.Augmentation;
import io.greenmim.train.data.AugmentedImages;
import io.greenmim.train.data.BatchShape;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One tiny run of each benchmark, in this virtual machine. */
class MeasurementTest {

  private static final String MODEL = "swin_nano_patch4_window7_224";

  @TempDir private Path folder;

  private static PretrainCase pretraining(PretrainMethod method, boolean recompute) {
    String model = method == PretrainMethod.FCMAE ? "convnextv2_atto" : MODEL;
    return new PretrainCase(
        method,
        Precision.FP32,
        recompute,
        model,
        ImageSize.square(64),
        0.5,
        PretrainRecipe.of(method, model, 1).masks(),
        MaskShape.RANDOM,
        GroupingMode.OPTIMAL,
        false,
        2,
        2,
        1,
        "cpu",
        64,
        0);
  }

  @ParameterizedTest
  @EnumSource(PretrainMethod.class)
  void measuresStepsOfPretraining(PretrainMethod method) throws Exception {
    PretrainSample sample = pretraining(method, true).measure();
    assertEquals(2, sample.steps().size());
    assertEquals(3, sample.planning().size());
    for (int step = 0; step < 2; step++) {
      double parts = sample.forward().get(step) + sample.backward().get(step);
      assertTrue(sample.steps().get(step) > parts);
    }
    assertTrue(sample.flops().encoder() > 0);
    assertEquals(method == PretrainMethod.SIMMIM, sample.flops().decoder() == 0);
    assertTrue(sample.memory().peak() > sample.memory().idle());
    assertTrue(sample.peak().plain() > 0);
    assertTrue(sample.hardware().endsWith(" threads"), sample.hardware());
  }

  @Test
  void measuresThroughFiles() throws Exception {
    Path settings = folder.resolve("settings.json");
    Path result = folder.resolve("result.json");
    ConfigFile.write(settings, pretraining(PretrainMethod.GREENMIM, false));
    ChildJvm.measureHere(PretrainCase.class.getName(), settings, result);
    assertEquals(2, ConfigFile.read(PretrainSample.class, result).steps().size());
    assertThrows(
        IllegalArgumentException.class,
        () -> ChildJvm.measureHere(String.class.getName(), settings, result));
  }

  @Test
  void measuresFeatures() throws Exception {
    FeaturesBench.Result result =
        new FeaturesBench(MODEL, Precision.BF16, 2, 2, 1, ImageSize.square(64), "cpu", 64)
            .measure();
    assertEquals(2e3 / result.pass().median(), result.imagesPerSecond(), 1e-9);
    assertEquals(
        100 * result.imagesPerSecond() * result.flops().forward() / result.peak().best(),
        result.peakPercent(),
        1e-9);
    assertTrue(result.text().startsWith("Features of " + MODEL + ", 64 pixels, batch 2, bf16"));
    assertTrue(result.values().containsKey("peakPercent"));
  }

  @Test
  void measuresInference() throws Exception {
    TinyModelFolder.image(folder.resolve("image.png"), 70, 50, 1);
    InferenceBench.Result result =
        new InferenceBench(MODEL, folder, 5, 1, 2, 1, ImageSize.square(64), "cpu").measure();
    assertEquals(1, result.compared());
    for (InferenceBench.Row row : result.rows()) {
      assertEquals(1, row.leastCosine(), 1e-2, row.precision().toString());
      assertTrue(row.pass().median() > 0);
    }
    assertEquals(InferencePrecision.FP32, result.rows().get(0).precision());
    assertEquals(2 + result.rows().size(), result.text().lines().count());
  }

  private SearchBench searching(Path features, ImageSize size) {
    return new SearchBench(features, folder, MODEL, 9, 3, 2, List.of(9), size, 4, "cpu");
  }

  @Test
  void measuresSearchAmongCrops() throws Exception {
    for (int i = 0; i < 4; i++) {
      TinyModelFolder.image(folder.resolve("image" + i + ".png"), 70, 50, i);
    }
    Path features = folder.resolve("features.safetensors");
    List<String> told = new ArrayList<>();
    SearchBench.Result result = searching(features, ImageSize.square(64)).measure(told::add);
    assertEquals("4 of 12 crops have their features", told.get(0));
    assertEquals(4, told.size(), told.toString()); // three batches, then the index
    assertEquals(2, result.searched().size());
    for (SearchBench.Searched searched : result.searched()) {
      assertEquals(1, searched.recall(), "the breadth is that of the index");
    }
    Path larger = folder.resolve("larger.safetensors");
    searching(larger, ImageSize.square(96)).measure();
    assertNotEquals(first(features), first(larger), "the crops are of the size asked for");
  }

  private static float first(Path features) throws IOException {
    return FloatValues.of(SafeTensorsFile.open(features).tensor("features"))[0];
  }

  @Test
  void measuresGrouping() throws Exception {
    GroupingBench.Result result = new GroupingBench(MODEL, null, 0.75, 3, 1).measure();
    // Each mode with four stages twice and the whole.
    assertEquals(GroupingMode.values().length * 9, result.rows().size());
    assertEquals("whole plan", result.rows().get(8).what());
    assertTrue(result.rows().get(8).millis().median() > 0);
    assertEquals(2 + result.rows().size(), result.text().lines().count());
  }

  @Test
  void measuresTheLoader() throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      TinyModelFolder.image(folder.resolve("image" + i + ".png"), 70, 50, i);
    }
    Files.writeString(folder.resolve("broken.png"), "no image");
    String data = folder.toString();
    LoaderBench.Result result =
        new LoaderBench(data, 2, ImageSize.square(32), 3, null, 0, 2, 6, 1).measure();
    assertEquals(12, result.images());
    assertEquals(4, result.files());
    assertEquals(1, result.unreadable());
    assertTrue(result.seconds() > 0);
    LoaderBench tooMany = new LoaderBench(data, 1, ImageSize.square(32), 3, null, 0, 5, 1, 1);
    UserException thrown = assertThrows(UserException.class, tooMany::measure);
    assertTrue(thrown.getMessage().contains("at most the 4 image(s)"), thrown.getMessage());
    assertFalse(thrown.getMessage().contains("\n"));
  }

  /** Each changes something: a policy of no magnitude, or no erasing, would give the same bytes. */
  @Test
  void loadsPicturesThatAreChanged() throws IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      TinyModelFolder.image(folder.resolve("image" + i + ".png"), 70, 50, i);
    }
    String data = folder.toString();
    ImageSize size = ImageSize.square(32);
    String policy = "rand-m9-mstd0.5-inc1-p1";
    assertEquals(6, new LoaderBench(data, 1, size, 3, policy, 0.5, 2, 3, 1).measure().images());

    ImageList images = ImageFolderScanner.scan(folder);
    AugmentedImages plain =
        new AugmentedImages(
            images,
            ImageLimits.USUAL,
            Augmentation.PRETRAINING,
            new BatchShape(1, 3, size.height(), size.width()),
            0);
    List<byte[]> drawn = new ArrayList<>();
    for (Optional<RandAugment> changes :
        List.of(Optional.<RandAugment>empty(), Optional.of(RandAugment.parse(policy)))) {
      for (Optional<RandomErasing> erasing :
          List.of(Optional.<RandomErasing>empty(), Optional.of(RandomErasing.of(1)))) {
        ClassAugmentation augmentation =
            new ClassAugmentation(
                Augmentation.PRETRAINING, changes, erasing, size, Preprocessing.IMAGENET);
        ChangedImages pictures = new ChangedImages(plain, images, new ImageDecoder(), augmentation);
        byte[] picture = pictures.read(1, 0, 0);
        assertEquals(3 * 32 * 32, picture.length);
        assertTrue(drawn.stream().noneMatch(other -> Arrays.equals(other, picture)));
        drawn.add(picture);
      }
    }
    IllegalArgumentException wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LoaderBench(data, 1, size, 3, "rand-m11-inc1", 0, 2, 3, 1));
    assertTrue(wrong.getMessage().contains("magnitude"), wrong.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new LoaderBench(data, 1, size, 1, policy, 0, 2, 3, 1));
  }
}
