package io.greenmim.convnext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.checkpoint.CheckpointExporter;
import io.greenmim.checkpoint.CheckpointImporter;
import io.greenmim.checkpoint.DetectedLayout;
import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.ImportedModel;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.FcmaeConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvNextLayoutsTest {

  private static final List<HeadConfig> HEADS =
      List.of(
          HeadConfig.NONE,
          new ClassifierConfig(3),
          new SimMimConfig(32, 0.6),
          new FcmaeConfig(32, 0.6, 8, 1, true));

  @TempDir private Path folder;

  private static ModelConfig config(HeadConfig head) {
    ConvNextConfig encoder = ConvNextTest.config(null, 0);
    return ModelConfig.of("convnextv2_dim8", encoder, head);
  }

  /** Tensors whose elements all differ. */
  private static Map<String, StoredTensor> tensors(ModelConfig config) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    int next = 0;
    for (Map.Entry<String, List<Long>> shape : Backbones.shapes(config).entrySet()) {
      int count = Math.toIntExact(shape.getValue().stream().reduce(1L, (a, b) -> a * b));
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = next++;
      }
      tensors.put(shape.getKey(), MemoryTensor.of(values, shape.getValue()));
    }
    return tensors;
  }

  private SafeTensorsFile written(Map<String, StoredTensor> tensors) throws IOException {
    Path path = folder.resolve("model.safetensors");
    SafeTensorsWriter.write(path, tensors, Map.of());
    return SafeTensorsFile.open(path);
  }

  private static void assertSame(StoredTensor expected, StoredTensor actual, String name)
      throws IOException {
    assertEquals(expected.shape(), actual.shape(), name);
    assertEquals(List.of(boxed(expected)), List.of(boxed(actual)), name);
  }

  private static List<Float> boxed(StoredTensor tensor) throws IOException {
    List<Float> values = new ArrayList<>();
    for (float value : FloatValues.of(tensor)) {
      values.add(value);
    }
    return values;
  }

  @Test
  void whatIsWrittenIsReadAgainAsItWas() throws IOException {
    for (HeadConfig head : HEADS) {
      ModelConfig config = config(head);
      Map<String, StoredTensor> ours = tensors(config);
      for (String target : new ConvNextLayouts().targets()) {
        boolean sparse = target.equals(ConvNextLayout.FCMAE.id());
        if (sparse && head instanceof ClassifierConfig) {
          continue; // nobody fine-tunes in that form
        }
        String what = config.kind() + " as " + target;
        SafeTensorsFile file = written(CheckpointExporter.convert(ours, config, target));
        ImportedModel read = CheckpointImporter.read(file, ImportOptions.defaults());
        assertTrue(read.report().clean(), what + ": " + read.report().summary());
        assertEquals(config.kind(), read.config().kind(), what);
        ConvNextConfig encoder = (ConvNextConfig) read.config().encoder();
        assertEquals(1e-6, encoder.layerNormEps(), what);
        assertEquals(1e-6, encoder.responseNormEps(), what);
        for (Map.Entry<String, StoredTensor> tensor : ours.entrySet()) {
          if (!sparse || !tensor.getKey().contains("norm.") || tensor.getKey().contains("stages")) {
            String name = tensor.getKey();
            assertSame(tensor.getValue(), read.tensors().get(name), what + ": " + name);
          }
        }
      }
    }
  }

  @Test
  void filesOfPreTrainingBeginTheLastNormalisationAnew() throws IOException {
    ModelConfig config = config(new FcmaeConfig(32, 0.6, 8, 1, true));
    Map<String, StoredTensor> theirs =
        CheckpointExporter.convert(tensors(config), config, ConvNextLayout.FCMAE.id());
    assertEquals(List.of(49L, 8L), theirs.get("encoder.stages.0.0.dwconv.kernel").shape());
    assertEquals(List.of(4L, 8L, 12L), theirs.get("encoder.downsample_layers.1.1.kernel").shape());
    assertEquals(List.of(1L, 12L), theirs.get("encoder.downsample_layers.1.1.bias").shape());
    assertEquals(List.of(1L, 32L), theirs.get("encoder.stages.0.0.grn.gamma").shape());
    assertEquals(List.of(1L, 1L, 1L, 32L), theirs.get("decoder.0.grn.gamma").shape());
    assertEquals(List.of(1L, 8L, 1L, 1L), theirs.get("mask_token").shape());
    ImportedModel read =
        CheckpointImporter.read(written(theirs), ImportOptions.defaults().withStrict(true));
    float[] weight = FloatValues.of(read.tensors().get("encoder.norm.weight"));
    assertEquals(20, weight.length);
    assertEquals(1, weight[19]);
    assertEquals(0, FloatValues.of(read.tensors().get("encoder.norm.bias"))[19]);
    assertEquals(8, ((FcmaeConfig) read.config().head()).decoderDim());
  }

  @Test
  void aClassifierWithoutItsNormalisationIsIncomplete() throws IOException {
    ModelConfig config = config(new ClassifierConfig(3));
    Map<String, StoredTensor> theirs =
        new LinkedHashMap<>(
            CheckpointExporter.convert(tensors(config), config, ConvNextLayout.CONVNEXT_V2.id()));
    theirs.remove("norm.weight");
    ImportedModel read = CheckpointImporter.read(written(theirs), ImportOptions.defaults());
    assertEquals(List.of("norm.weight"), read.report().missing());
  }

  @Test
  void theFormOfTimmsPerceptronsFollowsTheVariant() {
    for (String size : List.of("atto", "nano", "tiny")) {
      ModelConfig config = Backbones.variant("convnextv2_" + size).model(HeadConfig.NONE);
      String name = "stages.0.0.pwconv1.weight";
      List<Long> shape = Backbones.shapes(config).get(name);
      StoredTensor tensor = MemoryTensor.of(new float[(int) (shape.get(0) * shape.get(1))], shape);
      StoredTensor theirs =
          CheckpointExporter.convert(Map.of(name, tensor), config, "timm")
              .get("stages.0.blocks.0.mlp.fc1.weight");
      assertEquals(size.equals("tiny") ? 2 : 4, theirs.shape().size(), size);
    }
  }

  @Test
  void theFirstVersionIsNamedAndRefused() throws IOException {
    StoredTensor one = MemoryTensor.of(new float[] {1}, List.of(1L));
    SafeTensorsFile file =
        written(
            Map.of(
                "downsample_layers.0.0.weight", one,
                "stages.0.0.gamma", one,
                "stages.0.0.dwconv.weight", one));
    IOException thrown = assertThrows(IOException.class, () -> DetectedLayout.detect(file));
    assertTrue(thrown.getMessage().contains("ConvNeXt V1"), thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnext_v2", "timm"})
  void theFirstVersionIsNamedWithoutLayerScaleToo(String target) throws IOException {
    ModelConfig config = config(HeadConfig.NONE);
    Map<String, StoredTensor> first =
        new LinkedHashMap<>(CheckpointExporter.convert(tensors(config), config, target));
    first.keySet().removeIf(name -> name.contains(".grn."));
    SafeTensorsFile file = written(first);
    IOException thrown = assertThrows(IOException.class, () -> DetectedLayout.detect(file));
    assertTrue(
        thrown
            .getMessage()
            .endsWith(
                "got a ConvNeXt without the response norms (grn) of V2, which is not supported"),
        thrown.getMessage());
  }
}
