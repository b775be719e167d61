package io.greenmim.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.swin.SwinConfig;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of transformers: the unit that people have. */
class HuggingFaceFolderTest {

  private static final String CONFIG =
      "{\"model_type\": \"swin\", \"image_size\": 256, \"patch_size\": 4, \"embed_dim\": 8,"
          + " \"depths\": [2, 1, 2, 1], \"num_heads\": [1, 2, 2, 4], \"window_size\": 4,"
          + " \"layer_norm_eps\": 1e-06, \"drop_path_rate\": 0.1, \"hidden_act\": \"gelu\","
          + " \"use_absolute_embeddings\": false, \"num_channels\": 3}";

  private static final PublishedKeys KEYS =
      new PublishedKeys(new SyntheticSwin(TensorType.F32, 4, 4, 4, 4));

  @TempDir private Path folder;

  private final Map<String, StoredTensor> tensors = KEYS.huggingFace("swin.", ModelKind.CLASSIFIER);

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(folder.resolve("config.json"), CONFIG);
  }

  private void writeWhole() throws IOException {
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
  }

  /** Every third tensor into a file of its own. */
  private void writeShards() throws IOException {
    List<String> names = List.copyOf(tensors.keySet());
    StringBuilder map = new StringBuilder();
    for (int shard = 0; shard < 3; shard++) {
      Map<String, StoredTensor> part = new LinkedHashMap<>();
      String file = "model-0000" + (shard + 1) + "-of-00003.safetensors";
      for (int i = shard; i < names.size(); i += 3) {
        part.put(names.get(i), tensors.get(names.get(i)));
        map.append(map.isEmpty() ? "" : ", ");
        map.append("\"%s\": \"%s\"".formatted(names.get(i), file));
      }
      SafeTensorsWriter.write(folder.resolve(file), part, Map.of("format", "pt"));
    }
    writeIndex("{\"metadata\": {\"total_size\": 7}, \"weight_map\": {" + map + "}}");
  }

  private void writeIndex(String json) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), json);
  }

  private void assertRead() throws IOException {
    assertTrue(HuggingFaceFolder.is(folder));
    HuggingFaceFolder opened = HuggingFaceFolder.open(folder);
    ModelConfig known = opened.known(opened.file(), null);
    ImportedModel model =
        CheckpointImporter.read(opened.file(), known, ImportOptions.defaults().withStrict(true));

    SwinConfig encoder =
        new SwinConfig(
            ImageSize.square(256),
            4,
            3,
            8,
            List.of(2, 1, 2, 1),
            List.of(1, 2, 2, 4),
            4,
            2,
            0.1,
            1e-6,
            null);
    assertEquals(encoder, model.config().encoder());
    assertEquals("swin_dim8_patch4_window4_256", model.config().variant());
    Tensors.assertSame(KEYS.ours(ModelKind.CLASSIFIER), model.tensors());
  }

  @Test
  void readsWeightsAndConfiguration() throws IOException {
    writeWhole();
    assertRead();
  }

  @Test
  void imagesNeedNotBeSquare() throws IOException {
    writeWhole();
    Path config = folder.resolve("config.json");
    Files.writeString(config, CONFIG.replace("\"image_size\": 256", "\"image_size\": [256, 512]"));
    HuggingFaceFolder opened = HuggingFaceFolder.open(folder);
    ModelConfig known = opened.known(opened.file(), null);
    assertEquals(new ImageSize(256, 512), known.encoder().imageSize());
  }

  /** The hub's folders of timm name the architecture, and the input with its channels. */
  @ParameterizedTest
  @CsvSource({"'', ''", "'\"model_type\": \"timm_wrapper\", ', timm_model."})
  void readsFoldersOfTimm(String type, String prefix) throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{"
            + type
            + "\"architecture\": \"swin_tiny_patch4_window7_224\", \"num_classes\": 5,"
            + " \"pretrained_cfg\": {\"input_size\": [3, 256, 256], \"fixed_input_size\": true}}");
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    KEYS.timm(ModelKind.CLASSIFIER).forEach((name, tensor) -> tensors.put(prefix + name, tensor));
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of());
    assertTrue(HuggingFaceFolder.is(folder));
    HuggingFaceFolder opened = HuggingFaceFolder.open(folder);
    ModelConfig known = opened.known(opened.file(), null);
    assertEquals(ImageSize.square(256), known.encoder().imageSize());
    Tensors.assertSame(
        KEYS.ours(ModelKind.CLASSIFIER),
        CheckpointImporter.read(opened.file(), known, ImportOptions.defaults()).tensors());
  }

  @Test
  void readsShardsByTheirIndex() throws IOException {
    writeShards();
    assertRead();
    Path index = folder.resolve("model.safetensors.index.json");
    assertEquals("7", CheckpointFile.open(index).metadata().get("total_size"));
    Tensors.assertSame(
        KEYS.ours(ModelKind.CLASSIFIER),
        CheckpointImporter.read(CheckpointFile.open(index), ImportOptions.defaults()).tensors());
  }

  @Test
  void aMissingShardOrTensorIsNamed() throws IOException {
    writeShards();
    Path second = folder.resolve("model-00002-of-00003.safetensors");
    Files.delete(second);
    Path index = folder.resolve("model.safetensors.index.json");
    assertEquals(index + ": " + second + ": expected a file, found none", fails());

    SafeTensorsWriter.write(second, Map.of("other", Tensors.zeros(1)), Map.of());
    assertTrue(fails().startsWith(index + ": " + second + ": expected a tensor 'swin."), fails());
  }

  @Test
  void aTensorThatTheIndexDoesNotNameIsAnError() throws IOException {
    SafeTensorsWriter.write(
        folder.resolve("a.safetensors"),
        Map.of("x", Tensors.zeros(1), "y", Tensors.zeros(1)),
        Map.of());
    writeIndex("{\"weight_map\": {\"x\": \"a.safetensors\"}}");
    assertTrue(fails().contains("expected y of "), fails());
  }

  @ParameterizedTest
  @CsvSource({"../a.safetensors", "/etc/passwd", "a/b.safetensors", "..", "''"})
  void shardsOutsideTheFolderAreRefused(String shard) throws IOException {
    writeIndex("{\"weight_map\": {\"x\": \"" + shard + "\"}}");
    assertTrue(fails().contains("x: expected the name of a file beside it, got"), fails());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"model_type\": \"swin\" | \"model_type\": \"swinv2\" | model_type: expected swin, got"
            + " swinv2",
        "\"use_absolute_embeddings\": false | \"use_absolute_embeddings\": true |"
            + " use_absolute_embeddings: expected false, got true",
        "\"hidden_act\": \"gelu\" | \"hidden_act\": \"relu\" | hidden_act: expected gelu, got relu",
        "\"embed_dim\": 8 | \"embed_dim\": 16 | embed_dim: expected 8, got 16",
        "[2, 1, 2, 1] | [2, 2, 2, 1] | depths: expected [2, 1, 2, 1] as the weights have it",
        "\"image_size\": 256 | \"image_size\": [256, 512, 3] | image_size: expected a side in"
            + " pixels",
        "\"layer_norm_eps\": 1e-06 | \"layer_norm_eps\": \"x\" | layer_norm_eps: expected a number",
        "\"num_channels\": 3} | \"num_channels\": 3 | expected a JSON object, got a damaged one"
      })
  void anotherNetworkIsRefusedInOneLine(String text, String other, String message)
      throws IOException {
    writeWhole();
    assertTrue(CONFIG.contains(text));
    Files.writeString(folder.resolve("config.json"), CONFIG.replace(text, other));
    String failure = fails();
    assertTrue(failure.startsWith(folder.resolve("config.json") + ": "), failure);
    assertTrue(failure.contains(message), failure);
    assertEquals(1, failure.lines().count());
  }

  @Test
  void bytesThatAreNoTextAreToldInOneLine() throws IOException {
    writeWhole();
    Files.write(folder.resolve("config.json"), new byte[] {'{', (byte) 0xff, '}'});
    assertEquals(
        folder.resolve("config.json") + ": expected a JSON object, got a damaged one", fails());
    Path index = Files.write(folder.resolve("x.index.json"), new byte[] {'{', (byte) 0xff});
    IOException e = assertThrows(IOException.class, () -> CheckpointFile.open(index));
    assertEquals(
        index + ": expected a checkpoint or an index in JSON, got a damaged one", e.getMessage());
  }

  @Test
  void aFolderWithoutWeightsOrOfOursIsTold() throws IOException {
    assertTrue(fails().contains("expected weights beside config.json, one of model.safetensors"));
    Files.writeString(folder.resolve("config.json"), "{\"format\": 1}");
    assertFalse(HuggingFaceFolder.is(folder));
    Files.delete(folder.resolve("config.json"));
    assertFalse(HuggingFaceFolder.is(folder));
  }

  private String fails() {
    return assertThrows(
            IOException.class,
            () -> {
              HuggingFaceFolder opened = HuggingFaceFolder.open(folder);
              opened.known(opened.file(), null);
            })
        .getMessage();
  }
}
