package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.MimConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.layout.EncoderLayout;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {

  @TempDir Path folder;

  static Stream<Arguments> targets() {
    return Stream.concat(
            Stream.of(EncoderLayout.OURS), Backbones.family("swin").layouts().targets().stream())
        .flatMap(
            target ->
                Arrays.stream(ModelKind.values())
                    .filter(kind -> kind != ModelKind.FCMAE) // none of Swin
                    .flatMap(
                        kind ->
                            Stream.of(TensorType.F32, TensorType.BF16)
                                .map(type -> Arguments.of(target, kind, type))));
  }

  private static PublishedKeys keys(TensorType type) {
    return new PublishedKeys(new SyntheticSwin(type, 4, 4, 4, 2));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("targets")
  void oursThereAndBack(String target, ModelKind kind, TensorType type) throws IOException {
    Map<String, StoredTensor> ours = keys(type).ours(kind);
    ModelConfig config = read(new MapFile(ours)).config();

    ImportedModel back = read(new MapFile(CheckpointExporter.convert(ours, config, target)));

    assertEquals(config, back.config());
    assertTrue(back.report().clean(), back.report().summary());
    Tensors.assertSame(ours, back.tensors());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("targets")
  void theirsThereAndBack(String target, ModelKind kind, TensorType type) throws IOException {
    Map<String, StoredTensor> theirs = published(keys(type), target, kind);

    ImportedModel ours = read(new MapFile(theirs));

    assertTrue(ours.report().clean(), ours.report().summary());
    Tensors.assertSame(theirs, CheckpointExporter.convert(ours.tensors(), ours.config(), target));
  }

  /** What each project saves, without the buffers that are computed anew. */
  private static Map<String, StoredTensor> published(
      PublishedKeys keys, String target, ModelKind kind) {
    Map<String, StoredTensor> tensors =
        switch (target) {
          case "timm" -> keys.timm(kind);
          case "huggingface" ->
              keys.huggingFace(
                  kind == ModelKind.SIMMIM || kind == ModelKind.CLASSIFIER ? "swin." : "", kind);
          case "microsoft" ->
              keys.microsoft(kind == ModelKind.SIMMIM ? "encoder." : "", MergeOrder.COLUMN, kind);
          default -> keys.ours(kind);
        };
    tensors.keySet().removeIf(name -> name.endsWith("relative_position_index"));
    return tensors;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("targets")
  void filesKeepTheConfiguration(String target, ModelKind kind, TensorType type)
      throws IOException {
    Map<String, StoredTensor> ours = keys(type).ours(kind);
    ModelConfig inferred = read(new MapFile(ours)).config();
    HeadConfig head =
        kind == ModelKind.GREENMIM ? new MimConfig(32, 0.6, 32, 1, 4, false) : inferred.head();
    ModelConfig config =
        ModelConfig.of("a_name_of_its_own", inferred.encoder().withDropPath(0.25), head);
    Path file = folder.resolve("model.safetensors");

    CheckpointExporter.write(file, ours, config, target);
    ImportedModel back = read(SafeTensorsFile.open(file));

    assertEquals(config, back.config());
    Tensors.assertSame(ours, back.tensors());
  }

  private static ImportedModel read(TensorFile file) throws IOException {
    return CheckpointImporter.read(file, ImportOptions.defaults());
  }

  @Test
  void refusesToExportWhatIsNotOfTheModel() throws IOException {
    Map<String, StoredTensor> ours = keys(TensorType.F32).ours(ModelKind.ENCODER);
    ModelConfig config = read(new MapFile(ours)).config();
    Map<String, StoredTensor> more = new LinkedHashMap<>(ours);
    more.put("stranger", Tensors.zeros(2));

    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> CheckpointExporter.convert(more, config, "timm"));
    assertTrue(e.getMessage().startsWith("stranger: expected"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> CheckpointExporter.convert(ours, config, "torchvision"));
  }

  @Test
  void describesTheModelForTransformers() throws IOException {
    ModelConfig config =
        read(new MapFile(keys(TensorType.F32).ours(ModelKind.CLASSIFIER))).config();

    String json = CheckpointExporter.huggingFaceConfig(config).replaceAll("\\s", "");

    for (String part :
        new String[] {
          "\"model_type\":\"swin\"",
          "\"architectures\":[\"SwinForImageClassification\"]",
          "\"image_size\":64",
          "\"embed_dim\":8",
          "\"depths\":[2,1,2,1]",
          "\"num_heads\":[1,2,2,4]",
          "\"window_size\":4",
          "\"layer_norm_eps\":1.0E-5",
          "\"num_labels\":5"
        }) {
      assertTrue(json.contains(part), part + " in " + json);
    }
  }
}
