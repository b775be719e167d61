package io.greenmim.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    tensors.put("a", MemoryTensor.of(new float[] {1, -0f, Float.MIN_VALUE, 4}, List.of(2L, 2L)));
    tensors.put("scalar", MemoryTensor.of(new float[] {3.5f}, List.of()));
    tensors.put("empty", MemoryTensor.of(new float[0], List.of(0L, 3L)));
    ByteBuffer halves = ByteBuffer.wrap(new byte[] {0, 60, 1, 2});
    tensors.put("halves", new MemoryTensor(TensorType.BF16, List.of(2L), halves));
    Path path = folder.resolve("x.safetensors");
    SafeTensorsWriter.write(path, tensors, Map.of("step", "7"));
    SafeTensorsFile file = SafeTensorsFile.open(path);
    assertEquals(List.copyOf(tensors.keySet()), List.copyOf(file.tensors().keySet()));
    assertEquals("7", file.metadata().get("step"));
    for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
      StoredTensor read = file.tensor(entry.getKey());
      assertEquals(entry.getValue().describe(), read.describe());
      assertEquals(entry.getValue().read(), read.read(), entry.getKey());
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
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} x",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"2\"],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":{},\"data_offsets\":[0,8]}}",
        "{\"a\":null}",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}",
        "{\"__metadata__\":{},\"__metadata__\":{}}",
        "{\"a\\nb\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
        "{'a':{}}",
        "{\"a\":{\"dtype\":\"F32\"",
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
  void refusesHeadersOfManyLevelsLongShapesAndBytesThatAreNoText() throws IOException {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    String sides = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + "1,".repeat(100) + "1]}}";
    byte[] latin = file("{\"a\":\"x\"}", 0);
    latin[Long.BYTES + 2] = (byte) 0xe4;
    for (byte[] content : List.of(file(deep, 0), file(sides, 1), latin)) {
      Path path = Files.write(folder.resolve("bad.safetensors"), content);
      IOException e = assertThrows(IOException.class, () -> SafeTensorsFile.open(path));
      assertTrue(e.getMessage().startsWith(path + ": "), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }

  @Test
  void readsTheHeaderThatTheBadOnesVary() throws IOException {
    Path path = folder.resolve("good.safetensors");
    Files.write(path, file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8));
    assertEquals("F32 (2)", SafeTensorsFile.open(path).tensors().get("a").describe());
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
