package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.report.RunManifest;
import io.greenmim.train.task.WarmStart;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.train.testing.TinyRuns;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has few images continues from weights that others trained. */
class PretrainedWeightsTest {

  private static final ModelConfig SIMMIM =
      ModelConfig.of(TinyRuns.MODEL.variant(), TinyRuns.MODEL.encoder(), new SimMimConfig(32, 0.6));

  @TempDir private Path folder;

  private static WarmStart read(Path init, String prefix, ModelConfig config) throws IOException {
    return PretrainedWeights.read(init.toString(), prefix, ImportOptions.defaults(), config);
  }

  private Map<String, StoredTensor> stored(Path model) throws IOException {
    return Map.copyOf(WeightsFile.open(model).tensors());
  }

  @Test
  void runOfTheSameModelGivesAllOfItsWeights() throws IOException {
    Path run = TinyModelFolder.masked(folder.resolve("run"), 1);
    WarmStart start = read(run, null, TinyRuns.MODEL);
    Map<String, StoredTensor> stored = stored(run);
    assertEquals(stored.keySet(), start.tensors().keySet());
    for (Map.Entry<String, StoredTensor> entry : stored.entrySet()) {
      assertArrayEquals(
          FloatValues.of(entry.getValue()), FloatValues.of(start.tensors().get(entry.getKey())));
    }
    assertTrue(start.summary().contains("missing none"), start.summary());
  }

  @Test
  void encoderAloneLeavesTheDecoderToBeDrawn() throws IOException {
    Path bare = TinyModelFolder.bare(folder.resolve("bare"), 2);
    WarmStart start = read(bare, null, TinyRuns.MODEL);
    Map<String, StoredTensor> stored = stored(bare);
    assertEquals(stored.size(), start.tensors().size());
    stored
        .keySet()
        .forEach(name -> assertTrue(start.tensors().containsKey("encoder." + name), name));
    int drawn = Backbones.shapes(TinyRuns.MODEL).size() - stored.size();
    assertTrue(start.summary().contains("missing " + drawn + ": "), start.summary());
  }

  @Test
  void otherMethodTakesTheEncoderAlone() throws IOException {
    Path green = TinyModelFolder.masked(folder.resolve("green"), 3);
    WarmStart start = read(green, null, SIMMIM);
    assertTrue(start.tensors().keySet().stream().allMatch(name -> name.startsWith("encoder.")));
    assertFalse(start.tensors().containsKey("encoder.mask_token"));
    assertTrue(start.summary().contains("not loaded"), start.summary());
  }

  @Test
  void prefixChoosesOneOfTwoNetworks() throws IOException {
    Map<String, StoredTensor> both = new LinkedHashMap<>();
    Path student = TinyModelFolder.bare(folder.resolve("student"), 4);
    Path teacher = TinyModelFolder.bare(folder.resolve("teacher"), 5);
    stored(student).forEach((name, tensor) -> both.put("student." + name, tensor));
    stored(teacher).forEach((name, tensor) -> both.put("teacher." + name, tensor));
    Path file = folder.resolve("both.safetensors");
    SafeTensorsWriter.write(file, both, Map.of());
    String name = stored(teacher).keySet().iterator().next();
    assertArrayEquals(
        FloatValues.of(both.get("teacher." + name)),
        FloatValues.of(read(file, "teacher", TinyRuns.MODEL).tensors().get("encoder." + name)));
  }

  @Test
  void tablesFollowTheShapeOfTheImages() throws IOException {
    Path run = TinyModelFolder.masked(folder.resolve("run"), 7);
    EncoderConfig wide = TinyRuns.MODEL.encoder().withImageSize(new ImageSize(64, 128));
    ModelConfig config = TinyRuns.MODEL.withEncoder(TinyRuns.MODEL.variant(), wide);
    WarmStart start =
        PretrainedWeights.read(
            run.toString(),
            null,
            ImportOptions.defaults().withTableResize(TableResize.BICUBIC),
            config);
    assertEquals(stored(run).keySet(), start.tensors().keySet());
    Map<String, List<Long>> shapes = Backbones.shapes(config);
    start.tensors().forEach((name, tensor) -> assertEquals(shapes.get(name), tensor.shape(), name));
    assertTrue(start.summary().contains("resized 1: encoder.layers.3."), start.summary());
  }

  @Test
  void incompleteEncoderIsRefused() throws IOException {
    Map<String, StoredTensor> tensors =
        new LinkedHashMap<>(stored(TinyModelFolder.bare(folder.resolve("bare"), 6)));
    String gone =
        tensors.keySet().stream().filter(n -> n.endsWith("bias")).findFirst().orElseThrow();
    tensors.remove(gone);
    Path file = folder.resolve("part.safetensors");
    SafeTensorsWriter.write(file, tensors, Map.of());
    String message =
        assertThrows(IOException.class, () -> read(file, null, TinyRuns.MODEL)).getMessage();
    assertTrue(message.contains("missing 1: " + gone), message);
  }

  /** A learning rate of nearly nothing leaves the weights where the run began. */
  @Test
  void runBeginsWithThem() throws Exception {
    Path photos = folder.resolve("photos");
    for (int i = 0; i < 2; i++) {
      TinyModelFolder.image(photos.resolve(i + ".png"), 70, 80, i);
    }
    Path first = folder.resolve("first");
    Pretraining.Builder builder =
        Pretraining.builder()
            .setData(photos)
            .optModel("swin_nano_patch4_window7_224")
            .optImageSize(ImageSize.square(64))
            .optBatchSize(2)
            .optEpochs(1)
            .optPictures(0)
            .optDevices(Device.cpu());
    builder.setOutput(first).build().run();
    Path second = folder.resolve("second");
    builder
        .setOutput(second)
        .optInit(first.toString())
        .optBaseLearningRate(1e-30)
        .optWeightDecay(0)
        .optSeed(9)
        .build()
        .run();
    Map<String, StoredTensor> before = stored(first);
    for (Map.Entry<String, StoredTensor> after : stored(second).entrySet()) {
      assertArrayEquals(
          FloatValues.of(before.get(after.getKey())), FloatValues.of(after.getValue()), 1e-12f);
    }
    assertTrue(
        String.valueOf(RunManifest.read(second).options()).contains("tensors; missing none"));
  }
}
