package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {

  @TempDir private Path folder;

  /** Contents of the records of the only event file; checks lengths and checksums. */
  private List<byte[]> records() throws IOException {
    Path file;
    try (Stream<Path> files = Files.list(folder)) {
      file = files.findFirst().orElseThrow();
    }
    assertTrue(file.getFileName().toString().startsWith("events.out.tfevents."), file.toString());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertEquals(masked(length), bytes.getInt());
      byte[] content =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(content);
      assertEquals(masked(content), bytes.getInt());
      records.add(content);
    }
    return records;
  }

  /** Rotated right by 15 bits, plus a constant: the definition of the record format. */
  private static int masked(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  @Test
  void writesWhatTensorBoardReads() throws IOException {
    try (TensorBoardLog log = TensorBoardLog.open(folder)) {
      log.append(300, Map.of("loss", 1.5));
    }

    List<byte[]> records = records();
    assertEquals(2, records.size());
    // wall time: field 1, eight bytes; file version: field 3, a text.
    byte[] version = records.get(0);
    assertEquals(0x09, version[0]);
    assertEquals(0x1A, version[9]);
    assertEquals("brain.Event:2", new String(version, 11, 13, StandardCharsets.US_ASCII));
    byte[] event = records.get(1);
    byte[] afterTime = Arrays.copyOfRange(event, 9, event.length);
    // step 300: field 2, 0xAC 0x02; summary: field 5, 13 bytes; value: field 1, 11 bytes; tag:
    // field 1,
    // "loss"; simple value: field 2, the float 1.5.
    byte[] expected = {
      0x10,
      (byte) 0xAC,
      0x02,
      0x2A,
      13,
      0x0A,
      11,
      0x0A,
      4,
      'l',
      'o',
      's',
      's',
      0x15,
      0,
      0,
      (byte) 0xC0,
      0x3F
    };
    assertArrayEquals(expected, afterTime);
  }
}
