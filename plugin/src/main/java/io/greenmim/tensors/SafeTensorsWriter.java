package io.greenmim.tensors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes safetensors files. */
public final class SafeTensorsWriter {

  private static final int ALIGNMENT = 8;

  private SafeTensorsWriter() {}

  /**
   * Writes a file whole or not at all: a failure leaves what was there before.
   *
   * @param path the file
   * @param tensors tensors by name, read one at a time and written in this order
   * @param metadata texts for the header
   * @throws IOException if a tensor is of a kind that is not read, or the file cannot be written
   */
  public static void write(
      Path path, Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata)
      throws IOException {
    AtomicFiles.replace(path, temporary -> writeInto(temporary, tensors, metadata));
  }

  private static void writeInto(
      Path path, Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      for (StoredTensor tensor : tensors.values()) {
        if (tensor.type() == TensorType.OTHER) {
          tensor.read(); // which says what is wrong with it
        }
      }
      byte[] header = header(tensors, metadata);
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(channel, length.putLong(header.length).flip());
      writeFully(channel, ByteBuffer.wrap(header));
      for (StoredTensor tensor : tensors.values()) {
        writeFully(channel, tensor.read());
      }
      channel.force(true);
    }
  }

  private static byte[] header(
      Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata) {
    JsonObject json = new JsonObject();
    if (!metadata.isEmpty()) {
      JsonObject texts = new JsonObject();
      metadata.forEach(texts::addProperty);
      json.add(SafeTensorsFile.METADATA, texts);
    }
    long offset = 0;
    for (Map.Entry<String, ? extends StoredTensor> item : tensors.entrySet()) {
      StoredTensor tensor = item.getValue();
      long end = offset + tensor.byteSize();
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", tensor.type().name());
      entry.add("shape", numbers(tensor.shape()));
      entry.add("data_offsets", numbers(List.of(offset, end)));
      json.add(item.getKey(), entry);
      offset = end;
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    // The data starts at a multiple of 8 bytes; the format pads the header with spaces.
    int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = Arrays.copyOf(text, padded);
    Arrays.fill(header, text.length, padded, (byte) ' ');
    return header;
  }

  private static JsonArray numbers(List<Long> values) {
    JsonArray array = new JsonArray();
    // Not add(Number), which Gson 2.2.4 lacks.
    values.forEach(value -> array.add(new JsonPrimitive(value)));
    return array;
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
