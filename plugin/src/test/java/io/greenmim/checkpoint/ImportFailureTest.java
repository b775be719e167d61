package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ModelKind;
import io.greenmim.layout.MergeOrder;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.OtherTensor;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportFailureTest {

  private static final String TABLE = ".attn.relative_position_bias_table";

  private final PublishedKeys keys =
      new PublishedKeys(new SyntheticSwin(TensorType.F32, 4, 4, 4, 4));
  private final Map<String, StoredTensor> checkpoint =
      keys.microsoft("", MergeOrder.COLUMN, ModelKind.CLASSIFIER);

  @Test
  void unknownNamesAreShownWithTheKnownLayouts() {
    Map<String, StoredTensor> resnet = new LinkedHashMap<>();
    for (String name : List.of("conv1.weight", "bn1.weight", "bn1.bias", "fc.weight")) {
      resnet.put(name, Tensors.zeros(4));
    }
    String message = fails(resnet);
    assertTrue(message.contains("Microsoft Swin, timm Swin"), message);
    assertTrue(message.contains("GreenMIM Twins (published code), timm Twins;"), message);
    assertTrue(
        message.endsWith("got 4 tensors, the first of them conv1.weight, bn1.weight, bn1.bias"),
        message);
    assertTrue(fails(Map.of()).endsWith("got no tensors"));
  }

  @Test
  void secondVersionOfSwinIsNamed() {
    Map<String, StoredTensor> second = new LinkedHashMap<>();
    second.put("patch_embed.proj.weight", Tensors.zeros(8, 3, 4, 4));
    second.put("layers.0.blocks.0.attn.logit_scale", Tensors.zeros(1, 1, 1));
    assertTrue(fails(second).contains("Swin Transformer V2, which is not supported"));
  }

  @Test
  void aGapBetweenBlocksIsAnError() {
    checkpoint.keySet().removeIf(name -> name.startsWith("layers.2.blocks.0."));
    String message = fails(checkpoint);
    assertTrue(message.endsWith("expected the blocks of stage 2 0 to 1, got 1"), message);
  }

  @Test
  void aMissingStageIsAnError() {
    checkpoint.keySet().removeIf(name -> name.startsWith("layers.2."));
    String message = fails(checkpoint);
    assertTrue(message.endsWith("expected the stages 0 to 3, got 0, 1, 3"), message);
  }

  @Test
  void aMissingLastStageIsAnError() {
    checkpoint.keySet().removeIf(name -> name.startsWith("layers.3."));
    String message = fails(checkpoint);
    assertTrue(
        message.endsWith("expected a stage after the merging of stage 2, got none"), message);
  }

  @Test
  void aStageWithoutTablesIsAnError() {
    checkpoint.keySet().removeIf(name -> name.startsWith("layers.1.") && name.endsWith(TABLE));
    String message = fails(checkpoint);
    assertTrue(
        message.endsWith("expected a relative_position_bias_table in stage 1, got none"), message);
  }

  @Test
  void aTableThatNoWindowHasIsAnError() {
    checkpoint.put("layers.0.blocks.0" + TABLE, Tensors.zeros(48, 1));
    String message = fails(checkpoint);
    assertTrue(
        message.endsWith(
            "layers.0.blocks.0" + TABLE + ": expected (2 w - 1)^2 rows for a window w, got 48"),
        message);
  }

  @Test
  void windowsThatNoImageExplainsAreAnError() {
    for (int block = 0; block < 2; block++) {
      checkpoint.put("layers.2.blocks." + block + TABLE, Tensors.zeros(25, 2));
    }
    String message = fails(checkpoint);
    assertTrue(message.contains("got [4, 4, 3, 4] in the stages"), message);
  }

  @Test
  void aWrongShapeNamesTheTensorOfTheFile() {
    Map<String, StoredTensor> timm = keys.timm(ModelKind.CLASSIFIER);
    timm.put("layers.2.downsample.reduction.weight", Tensors.zeros(32, 65));
    String message = fails(timm);
    assertEquals(
        "synthetic.pth: layers.2.downsample.reduction.weight: expected a shape of [32, 64], got"
            + " F32 (32, 65)",
        message);
  }

  @Test
  void wrongRanksAndTypesAreErrors() {
    checkpoint.put("patch_embed.proj.weight", Tensors.zeros(8, 48));
    assertTrue(
        fails(checkpoint).contains("patch_embed.proj.weight: expected 4 positive sides, got F32"));
    Map<String, StoredTensor> integers = keys.timm(ModelKind.ENCODER);
    integers.put(
        "norm.bias", new MemoryTensor(TensorType.U8, List.of(64L), ByteBuffer.allocate(64)));
    assertTrue(fails(integers).endsWith("norm.bias: expected floating-point numbers, got U8 (64)"));
  }

  @Test
  void hugeSidesAreAnErrorNotAnAllocation() {
    StoredTensor empty =
        new MemoryTensor(TensorType.F32, List.of(1L << 40, 0L), ByteBuffer.allocate(0));
    checkpoint.put("layers.0.blocks.0" + TABLE, empty);
    assertTrue(fails(checkpoint).contains("expected 2 positive sides, got F32 (1099511627776, 0)"));
  }

  @Test
  void moreStagesThanAnyImageHasAreAnError() {
    Map<String, StoredTensor> many = new LinkedHashMap<>();
    many.put("patch_embed.proj.weight", Tensors.zeros(8, 3, 4, 4));
    for (int stage = 0; stage < 70; stage++) {
      many.put("layers." + stage + ".blocks.0" + TABLE, Tensors.zeros(1, 1));
    }
    assertTrue(fails(many).endsWith("expected at most 8 stages, got 70"));
  }

  @Test
  void namesFromTheFileCannotBreakTheLine() {
    Map<String, StoredTensor> hostile = new LinkedHashMap<>();
    hostile.put("a\nb\u001b[31m", Tensors.zeros(1));
    assertTrue(fails(hostile).endsWith("the first of them a?b?[31m"));
    IOException strict =
        assertThrows(
            IOException.class,
            () ->
                CheckpointImporter.read(
                    new MapFile(
                        keys.timm(ModelKind.ENCODER), Map.of(HeaderConfig.MODEL.key(), "{\n")),
                    ImportOptions.defaults()));
    assertEquals(1, strict.getMessage().lines().count());
  }

  @Test
  void queryWithoutKeyIsAnError() {
    Map<String, StoredTensor> hf = keys.huggingFace("swin.", ModelKind.CLASSIFIER);
    hf.remove("swin.encoder.layers.1.blocks.0.attention.self.key.weight");
    String message = fails(hf);
    assertTrue(
        message.contains("attention.self.query.weight: expected query, key and value"), message);
    assertTrue(message.endsWith("got F32 (16, 16), none, F32 (16, 16)"), message);
  }

  @Test
  void missingAndUnexpectedAreReportedAndStrictRefusesThem() throws IOException {
    checkpoint.remove("norm.bias");
    checkpoint.put("projector.weight", Tensors.zeros(4, 8));
    ImportedModel model =
        CheckpointImporter.read(new MapFile(checkpoint), ImportOptions.defaults());
    assertEquals(List.of("norm.bias"), model.report().missing());
    assertEquals(List.of("projector.weight"), model.report().unexpected());
    assertEquals(List.of(), model.report().resized());
    assertFalse(model.tensors().containsKey("norm.bias"));
    assertEquals(
        "missing 1: norm.bias; unexpected 1: projector.weight; resized none",
        model.report().summary());

    ImportOptions strict = ImportOptions.defaults().withStrict(true);
    IOException e =
        assertThrows(
            IOException.class, () -> CheckpointImporter.read(new MapFile(checkpoint), strict));
    assertTrue(
        e.getMessage()
            .endsWith("; missing 1: norm.bias; unexpected 1: projector.weight; resized none"),
        e.getMessage());
  }

  /** A table of absolute positions makes another network of it, in every layout. */
  @Test
  void absolutePositionsAreRefused() {
    Map<String, Map<String, StoredTensor>> all = new LinkedHashMap<>();
    all.put("absolute_pos_embed", checkpoint);
    all.put("encoder.absolute_pos_embed", keys.ours(ModelKind.SIMMIM));
    all.put("backbone.absolute_pos_embed", keys.openMmLab("backbone.", ModelKind.ENCODER));
    all.put("backbone.bottom_up.absolute_pos_embed", keys.detector("backbone.bottom_up."));
    all.put("swin.embeddings.position_embeddings", keys.huggingFace("swin.", ModelKind.CLASSIFIER));
    all.forEach(
        (name, tensors) -> {
          tensors.put(name, Tensors.zeros(1, 1024, 8));
          String message = fails(tensors);
          assertTrue(
              message.endsWith(
                  "expected a Swin without absolute position embedding, got one with "
                      + name
                      + " F32 (1, 1024, 8): another network, which is not built"),
              message);
        });
  }

  /** A weight inside a block that we have no place for is no surplus. */
  @Test
  void weightsOfAnotherKindOfBlockAreRefused() {
    for (String name :
        List.of(
            "layers.0.blocks.1.gamma_1",
            "layers.2.blocks.0.attn.qkv.lora_A.weight",
            "layers.1.downsample.norm2.weight",
            "patch_embed.proj2.weight")) {
      Map<String, StoredTensor> tensors = new LinkedHashMap<>(checkpoint);
      tensors.put(name, Tensors.zeros(8));
      String message = fails(tensors);
      assertTrue(
          message.endsWith("got also " + name + " F32 (8): another network, which is not built"),
          message);
    }
    Map<String, StoredTensor> hf = keys.huggingFace("swin.", ModelKind.CLASSIFIER);
    hf.put("swin.encoder.layers.0.blocks.0.layer_scale", Tensors.zeros(8));
    assertTrue(fails(hf).contains("got also swin.encoder.layers.0.blocks.0.layer_scale"));
  }

  /** Tensors of other types are in the way only where the model needs them. */
  @Test
  void otherTypesAreRefusedOnlyWhereTheyAreNeeded() throws IOException {
    StoredTensor packed = new OtherTensor(Path.of("x"), "scale", "F4", List.of(8L));
    checkpoint.put("scale", packed);
    checkpoint.put("steps", new MemoryTensor(TensorType.C64, List.of(1L), ByteBuffer.allocate(8)));
    assertEquals(
        List.of("scale", "steps"),
        CheckpointImporter.read(new MapFile(checkpoint), ImportOptions.defaults())
            .report()
            .unexpected());
    checkpoint.put("norm.weight", packed);
    assertTrue(
        fails(checkpoint).endsWith("norm.weight: expected floating-point numbers, got F4 (8)"));
    checkpoint.put(
        "norm.weight", new MemoryTensor(TensorType.F8_E4M3, List.of(64L), ByteBuffer.allocate(64)));
    assertTrue(
        fails(checkpoint)
            .endsWith("norm.weight: expected floating-point numbers, got F8_E4M3 (64)"));
  }

  @Test
  void aDamagedHeaderIsAnError() {
    for (String json : List.of("[", "{}", "7", "")) {
      MapFile file = new MapFile(checkpoint, Map.of(HeaderConfig.MODEL.key(), json));
      IOException e =
          assertThrows(
              IOException.class, () -> CheckpointImporter.read(file, ImportOptions.defaults()));
      assertTrue(e.getMessage().startsWith("synthetic.pth: greenmim.config: "), e.getMessage());
    }
  }

  private static String fails(Map<String, StoredTensor> tensors) {
    IOException e =
        assertThrows(
            IOException.class,
            () -> CheckpointImporter.read(new MapFile(tensors), ImportOptions.defaults()));
    assertTrue(e.getMessage().startsWith("synthetic.pth: "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
    return e.getMessage();
  }
}
