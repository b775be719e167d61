package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.SimMimConfig;
import io.greenmim.pvt.PvtConfig;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints of PVT v2 with the names of its authors and of timm. */
class PvtRoundTripTest {

  static Stream<Arguments> models() {
    return Stream.of("pvt_v2", "timm", "greenmim")
        .flatMap(
            target ->
                Stream.of(
                    Arguments.of(target, "pvt_v2_nano", new ClassifierConfig(7)),
                    Arguments.of(target, "pvt_v2_b2_li", new ClassifierConfig(3)),
                    Arguments.of(target, "pvt_v2_nano", SimMimConfig.published()),
                    Arguments.of(
                        target, "pvt_v2_nano", Backbones.variant("pvt_v2_nano").decoder())));
  }

  private static Map<String, StoredTensor> drawn(ModelConfig config) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    Backbones.shapes(config)
        .forEach(
            (name, shape) -> {
              SplittableRandom random = new SplittableRandom(name.hashCode());
              float[] values =
                  new float
                      [(int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble();
              }
              tensors.put(name, MemoryTensor.of(values, shape));
            });
    return tensors;
  }

  private static ImportedModel read(Map<String, StoredTensor> tensors) throws IOException {
    TensorFile file = new MapFile(tensors);
    return CheckpointImporter.read(file, ImportOptions.defaults());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("models")
  void thereAndBack(String target, String variant, HeadConfig head) throws IOException {
    ModelConfig config = Backbones.variant(variant).model(head);
    Map<String, StoredTensor> ours = drawn(config);

    Map<String, StoredTensor> theirs = CheckpointExporter.convert(ours, config, target);
    ImportedModel back = read(theirs);

    assertTrue(back.report().clean(), back.report().summary());
    assertEquals(config.encoder(), back.config().encoder());
    assertEquals(variant, back.config().variant());
    Tensors.assertSame(ours, back.tensors());
  }

  /** 61 / 7 is rounded down, and so would be 7 times it. */
  @Test
  void widthsThatNoQuotientGivesAreReadAgain() throws IOException {
    double ratio = Math.nextUp(61.0 / 7);
    PvtConfig encoder =
        new PvtConfig(
            ImageSize.square(224),
            4,
            3,
            List.of(7, 14),
            List.of(1, 1),
            List.of(1, 2),
            List.of(ratio, ratio),
            List.of(8, 4),
            false,
            0,
            1e-6,
            1e-5,
            1e-5);
    ModelConfig config = ModelConfig.of("odd", encoder, HeadConfig.NONE);
    Map<String, StoredTensor> ours = drawn(config);
    assertEquals(List.of(61L), ours.get("block1.0.mlp.fc1.bias").shape());

    ImportedModel back = read(CheckpointExporter.convert(ours, config, "timm"));

    assertTrue(back.report().clean(), back.report().summary());
    Tensors.assertSame(ours, back.tensors());
  }

  @Test
  void namesAreThoseOfTheProjects() {
    ModelConfig config = Backbones.variant("pvt_v2_b2_li").model(new ClassifierConfig(3));
    Map<String, StoredTensor> ours = drawn(config);
    assertTrue(
        CheckpointExporter.convert(ours, config, "pvt_v2")
            .keySet()
            .containsAll(
                List.of(
                    "patch_embed1.proj.weight",
                    "block1.0.attn.kv.bias",
                    "block4.2.attn.sr.weight",
                    "block2.3.mlp.dwconv.dwconv.weight",
                    "norm4.bias",
                    "head.weight")));
    assertTrue(
        CheckpointExporter.convert(ours, config, "timm")
            .keySet()
            .containsAll(
                List.of(
                    "patch_embed.proj.weight",
                    "stages.1.downsample.norm.weight",
                    "stages.0.blocks.0.attn.kv.bias",
                    "stages.3.blocks.2.attn.sr.weight",
                    "stages.1.blocks.3.mlp.dwconv.weight",
                    "stages.3.norm.bias",
                    "head.weight")));
  }

  @Test
  void theBackboneOfADetectorIsAnEncoder() throws IOException {
    ModelConfig config = Backbones.variant("pvt_v2_nano").model(new ClassifierConfig(3));
    Map<String, StoredTensor> detector = new LinkedHashMap<>();
    drawn(config)
        .forEach(
            (name, tensor) -> {
              if (!name.startsWith("head.")) {
                detector.put("backbone." + name, tensor);
              }
            });
    detector.put("neck.lateral_convs.0.conv.weight", Tensors.zeros(8, 16, 1, 1));

    ImportedModel model = read(detector);

    assertEquals(config.encoder(), model.config().encoder());
    assertEquals(List.of("neck.lateral_convs.0.conv.weight"), model.report().notLoaded());
  }

  @ParameterizedTest
  @CsvSource({
    "pvt_v2, block1.0.mlp.dwconv.dwconv.weight",
    "timm, stages.0.blocks.0.mlp.dwconv.weight"
  })
  void whatLacksItsConvolutionsIsNamed(String target, String lacking) {
    ModelConfig config = Backbones.variant("pvt_v2_nano").model(HeadConfig.NONE);
    Map<String, StoredTensor> plain =
        new LinkedHashMap<>(CheckpointExporter.convert(drawn(config), config, target));
    plain.keySet().removeIf(name -> name.contains(".dwconv."));
    String refusal = assertThrows(IOException.class, () -> read(plain)).getMessage();
    assertTrue(
        refusal.endsWith("got a PVT v2 without " + lacking + ", which is not supported"), refusal);
  }

  @Test
  void theFirstVersionIsNamed() {
    Map<String, StoredTensor> first = new LinkedHashMap<>();
    first.put("pos_embed1", Tensors.zeros(1, 4, 8));
    first.put("patch_embed1.proj.weight", Tensors.zeros(8, 3, 4, 4));
    first.put("block1.0.mlp.fc1.weight", Tensors.zeros(16, 8));
    String refusal = assertThrows(IOException.class, () -> read(first)).getMessage();
    assertTrue(refusal.contains("Pyramid Vision Transformer v1, which is not supported"), refusal);
  }
}
