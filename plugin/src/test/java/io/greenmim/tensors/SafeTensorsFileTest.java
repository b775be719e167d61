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

  /** A checkpoint that takes the place of the last one is not read as the rest of that one. */
  @Test
  void twoFilesOfOneNameAreNotMixed() throws IOException {
    Path path = folder.resolve("x.safetensors");
    SafeTensorsWriter.write(
        path, Map.of("a", MemoryTensor.of(new float[] {1}, List.of(1L))), Map.of());
    SafeTensorsFile file = SafeTensorsFile.open(path);
    assertEquals(1f, file.tensor("a").read().getFloat());
    SafeTensorsWriter.write(
        path, Map.of("a", MemoryTensor.of(new float[] {2}, List.of(1L))), Map.of());
    String message = assertThrows(IOException.class, () -> file.tensor("a").read()).getMessage();
    assertEquals(
        path + ": expected the file as it was found, it was changed meanwhile; try again", message);
    assertEquals(2f, SafeTensorsFile.open(path).tensor("a").read().getFloat());
  }

  /** Every type of the format: what no model needs stands beside what it does. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BOOL:8",
        "U8:8",
        "I8:8",
        "F8_E4M3:8",
        "F8_E5M2:8",
        "F8_E8M0:8",
        "F8_E4M3FNUZ:8",
        "F8_E5M2FNUZ:8",
        "U16:4",
        "I16:4",
        "F16:4",
        "BF16:4",
        "U32:2",
        "I32:2",
        "F32:2",
        "U64:1",
        "I64:1",
        "F64:1",
        "C64:1",
        "F4:16"
      })
  void readsTheOthersBesideEveryType(String typeAndElements) throws IOException {
    String type = typeAndElements.split(":", -1)[0];
    String elements = typeAndElements.split(":", -1)[1];
    String header =
        "{\"odd\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[0,8]},"
                .formatted(type, elements)
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
    byte[] bytes = file(header, 12);
    System.arraycopy(new byte[] {0, 0, (byte) 0x80, 0x3f}, 0, bytes, bytes.length - 4, 4);
    bytes[bytes.length - 12] = 5;
    SafeTensorsFile file =
        SafeTensorsFile.open(Files.write(folder.resolve("x.safetensors"), bytes));

    assertEquals(1f, FloatValues.of(file.tensor("w"))[0]);
    assertEquals("%s (%s)".formatted(type, elements), file.tensor("odd").describe());
    Path copy = folder.resolve("copy.safetensors");
    if (file.tensor("odd").type() == TensorType.OTHER) {
      IOException e =
          assertThrows(
              IOException.class, () -> SafeTensorsWriter.write(copy, file.tensors(), Map.of()));
      assertTrue(
          e.getMessage().endsWith("odd: expected a plain tensor, got one of " + type),
          e.getMessage());
      assertTrue(Files.notExists(copy));
    } else {
      SafeTensorsWriter.write(copy, file.tensors(), Map.of());
      assertEquals(
          file.tensor("odd").read(), SafeTensorsFile.open(copy).tensor("odd").read(), type);
    }
  }

  @Test
  void refusesPackedTypesThatFillNoBytes() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]}}";
    Path path = Files.write(folder.resolve("x.safetensors"), file(header, 2));
    assertThrows(IOException.class, () -> SafeTensorsFile.open(path));
    String other = "{\"a\":{\"dtype\":\"OTHER\",\"shape\":[3],\"data_offsets\":[0,0]}}";
    Path second = Files.write(folder.resolve("y.safetensors"), file(other, 0));
    assertThrows(IOException.class, () -> SafeTensorsFile.open(second));
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
