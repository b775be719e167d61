package io.greenmim.detect.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.HeadConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorFolderTest {

  @TempDir Path folder;

  private final DetectorConfig config = SyntheticDetector.config(2);
  private final Map<String, StoredTensor> weights = SyntheticDetector.weights(config);

  @Test
  void comesBack() throws IOException {
    DetectorFolder.save(folder, config, weights);

    assertTrue(DetectorFolder.isDetector(folder));
    assertEquals(config, DetectorFolder.readConfig(folder));
    SyntheticDetector.assertSame(weights, DetectorFolder.open(folder, config).tensors());
  }

  @Test
  void foldersOfOtherKindsGiveOneLine() throws IOException {
    ConfigFile.write(
        folder.resolve("config.json"),
        ModelConfig.of("swin_x", SyntheticDetector.ENCODER, HeadConfig.NONE));
    assertFalse(DetectorFolder.isDetector(folder));
    assertEquals(
        folder.resolve("config.json")
            + ": expected a model with the key 'categories', got swin_x, a model of another kind",
        assertThrows(IOException.class, () -> DetectorFolder.readConfig(folder)).getMessage());

    DetectorFolder.save(folder, config, weights);
    assertEquals(
        folder.resolve("config.json")
            + ": expected a model with the key 'family', got %s, a model of another kind"
                .formatted(config.variant()),
        assertThrows(IOException.class, () -> ConfigFile.readModel(folder)).getMessage());
  }

  @Test
  void weightsMustBeThoseOfTheConfiguration() throws IOException {
    assertEquals(
        folder.resolve("model.safetensors") + ": expected the weights of the model, found no file",
        assertThrows(IOException.class, () -> DetectorFolder.open(folder, config)).getMessage());
    DetectorFolder.save(folder, config, weights);
    IOException other =
        assertThrows(
            IOException.class, () -> DetectorFolder.open(folder, SyntheticDetector.config(3)));
    assertEquals(
        folder.resolve("model.safetensors")
            + ": roi_heads.box_predictor.cls_score.weight: expected floating-point numbers [4, 10],"
            + " got F32 (3, 10)",
        other.getMessage());
    Files.delete(folder.resolve("model.safetensors"));
    weights.remove("backbone.fpn_output3.bias");
    String line =
        assertThrows(IOException.class, () -> DetectorFolder.save(folder, config, weights))
            .getMessage();
    assertTrue(line.endsWith("missing 1: backbone.fpn_output3.bias; unexpected none"), line);
    assertFalse(Files.exists(folder.resolve("model.safetensors")));
  }
}
