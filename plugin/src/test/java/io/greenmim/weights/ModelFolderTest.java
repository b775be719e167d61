package io.greenmim.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFolderTest {

  @TempDir Path folder;

  static List<ModelConfig> kinds() {
    return List.of(
        TinyModels.masked(64, 4),
        TinyModels.simMim(64, 4),
        TinyModels.classifier(64, 4, 3),
        ModelConfig.of("tiny_test", TinyModels.swin(64, 4), HeadConfig.NONE));
  }

  @Test
  void aFolderOfTransformersIsTold() throws IOException {
    Files.writeString(folder.resolve(ConfigFile.NAME), "{\"model_type\": \"swin\"}");
    IOException e = assertThrows(IOException.class, () -> ConfigFile.readModel(folder));
    assertEquals(
        folder.resolve(ConfigFile.NAME)
            + ": expected a model of ours, got one of Hugging Face (swin);"
            + " 'greenmim checkpoint convert "
            + folder
            + " OUT --to greenmim' makes one of it",
        e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void modelFoldersRoundTrip(ModelConfig config) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block model = ModelFolder.newModel(config);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 5);
      ModelFolder.save(folder, config, model);
      assertEquals(config, ConfigFile.readModel(folder));
      Map<String, NDArray> loaded = StateDict.of(ModelFolder.load(manager, folder)).arrays();
      Map<String, NDArray> encoder =
          StateDict.of(ModelFolder.loadEncoder(manager, folder)).arrays();
      StateDict.of(model)
          .arrays()
          .forEach(
              (name, array) -> {
                assertEquals(array.toByteBuffer(), loaded.get(name).toByteBuffer(), name);
              });
      String prefix = config.encoderPrefix();
      encoder.forEach(
          (name, array) ->
              assertEquals(loaded.get(prefix + name).toByteBuffer(), array.toByteBuffer(), name));
      assertEquals(
          StateDict.of(ModelFolder.newEncoder(config)).parameters().keySet(), encoder.keySet());
    }
  }

  @Test
  void namesTheTensorsThatDoNotFit() throws IOException {
    ModelConfig config = TinyModels.masked(64, 4);
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 5);
      Map<String, NDArray> tensors = new LinkedHashMap<>(StateDict.of(model).arrays());
      tensors.put("stranger", tensors.remove("mask_token"));
      ConfigFile.write(folder.resolve(ConfigFile.NAME), config);
      SafeTensorsWriter.write(
          folder.resolve(ModelFolder.WEIGHTS), TensorArrays.stored(tensors), Map.of());
      IOException e = assertThrows(IOException.class, () -> ModelFolder.load(manager, folder));
      assertTrue(e.getMessage().contains("missing mask_token"), e.getMessage());
      assertTrue(e.getMessage().contains("unexpected stranger"), e.getMessage());
    }
  }
}
