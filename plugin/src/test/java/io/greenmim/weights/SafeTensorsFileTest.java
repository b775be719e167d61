package io.greenmim.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.ModelConfig;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.testing.Shared;
import io.greenmim.testing.TinyModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsFileTest {

  @TempDir Path folder;

  @Test
  void roundTripsBitByBit() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> tensors = new LinkedHashMap<>();
      tensors.put("a", manager.create(new float[] {1, -0f, Float.MIN_VALUE, 4}, new Shape(2, 2)));
      tensors.put("scalar", manager.create(3.5f));
      tensors.put("empty", manager.create(new float[0], new Shape(0, 3)));
      tensors.put("ids", manager.create(new long[] {1L << 40, -1}));
      Path path = folder.resolve("x.safetensors");
      SafeTensorsWriter.write(path, tensors, Map.of("step", "7"));
      SafeTensorsFile file = SafeTensorsFile.open(path);
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(file.entries().keySet()));
      assertEquals("7", file.metadata().get("step"));
      for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
        NDArray read = file.read(manager, entry.getKey());
        assertEquals(entry.getValue().getShape(), read.getShape());
        assertEquals(entry.getValue().toByteBuffer(), read.toByteBuffer(), entry.getKey());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F99\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"a\":3}",
        "[1,2]",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
      })
  void refusesHeadersThatDoNotFitTheData(String header) throws IOException {
    Path path = folder.resolve("bad.safetensors");
    Files.write(path, file(header, 8));
    IOException e = assertThrows(IOException.class, () -> SafeTensorsFile.open(path));
    assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
    assertTrue(!e.getMessage().contains("\n"), e.getMessage());
  }

  @Test
  void readsTheHeaderThatTheBadOnesVary() throws IOException {
    Path path = folder.resolve("good.safetensors");
    Files.write(path, file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8));
    assertEquals(new Shape(2), SafeTensorsFile.open(path).entries().get("a").shape());
  }

  private static byte[] file(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 8, 40})
  void refusesTruncatedFiles(int bytes) throws IOException {
    Path path = folder.resolve("cut.safetensors");
    byte[] whole = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    Files.write(path, Arrays.copyOf(whole, bytes));
    assertThrows(IOException.class, () -> SafeTensorsFile.open(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "truncated.safetensors",
        "huge_header.safetensors",
        "lying_shape.safetensors",
        "overlap.safetensors"
      })
  void refusesTheHostileReferenceFiles(String name) {
    Path path = Shared.file("golden/checkpoints/" + name);
    assertThrows(IOException.class, () -> SafeTensorsFile.open(path));
  }

  @Test
  void modelFoldersRoundTrip() throws IOException {
    ModelConfig config = TinyModels.masked(64, 4);
    try (NDManager manager = NDManager.newBaseManager()) {
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 5);
      ModelFolder.save(folder, config, model);
      assertEquals(config, ConfigFile.readModel(folder));
      Map<String, NDArray> loaded =
          StateDict.of(ModelFolder.loadMaskedImageModel(manager, folder)).arrays();
      Map<String, NDArray> encoder =
          StateDict.of(ModelFolder.loadEncoder(manager, folder)).arrays();
      StateDict.of(model)
          .arrays()
          .forEach(
              (name, array) -> {
                assertEquals(array.toByteBuffer(), loaded.get(name).toByteBuffer(), name);
                if (name.startsWith("encoder.")) {
                  assertEquals(
                      array.toByteBuffer(),
                      encoder.get(name.substring("encoder.".length())).toByteBuffer(),
                      name);
                }
              });
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
      SafeTensorsWriter.write(folder.resolve(ModelFolder.WEIGHTS), tensors, Map.of());
      IOException e =
          assertThrows(IOException.class, () -> ModelFolder.loadMaskedImageModel(manager, folder));
      assertTrue(e.getMessage().contains("missing mask_token"), e.getMessage());
      assertTrue(e.getMessage().contains("unexpected stranger"), e.getMessage());
    }
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path path = folder.resolve("text");
    AtomicFiles.writeText(path, "old");
    assertThrows(
        IOException.class,
        () ->
            AtomicFiles.replace(
                path,
                file -> {
                  Files.writeString(file, "half");
                  throw new IOException("disk full");
                }));
    assertEquals("old", Files.readString(path));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(path), files.toList());
    }
  }
}
