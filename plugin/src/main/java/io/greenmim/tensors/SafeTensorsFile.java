package io.greenmim.tensors;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file in the safetensors format: an 8-byte little-endian header length, a JSON header, raw data.
 *
 * <p>Opening reads and checks the header only; each tensor is read when it is asked for. Nothing is
 * allocated that the file's own size does not cover.
 */
public final class SafeTensorsFile implements TensorFile {

  /** Key of the header under which texts are kept. */
  static final String METADATA = "__metadata__";

  /** Limit of the format's reference implementation on the header's length in bytes. */
  private static final long MAX_HEADER = 100_000_000;

  private final Path path;
  private final Map<String, StoredTensor> tensors;
  private final Map<String, String> metadata;

  private SafeTensorsFile(
      Path path, long dataStart, Map<String, Entry> entries, Map<String, String> metadata) {
    this.path = path;
    Map<String, StoredTensor> located = new LinkedHashMap<>();
    entries.forEach((name, entry) -> located.put(name, new Slice(name, entry, dataStart)));
    tensors = Collections.unmodifiableMap(located);
    this.metadata = Collections.unmodifiableMap(metadata);
  }

  /** What the header says of a tensor; offsets count from the start of the data part. */
  private record Entry(TensorType type, List<Long> shape, long begin, long end) {}

  /** A tensor of the file. */
  private final class Slice implements StoredTensor {

    private final String name;
    private final Entry entry;
    private final long dataStart;

    Slice(String name, Entry entry, long dataStart) {
      this.name = name;
      this.entry = entry;
      this.dataStart = dataStart;
    }

    @Override
    public TensorType type() {
      return entry.type();
    }

    @Override
    public List<Long> shape() {
      return entry.shape();
    }

    @Override
    public ByteBuffer read() throws IOException {
      long bytes = entry.end() - entry.begin();
      if (bytes > Integer.MAX_VALUE) {
        throw new IOException(
            "%s: %s: expected less than 2 GiB, got %d bytes".formatted(path, name, bytes));
      }
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
        return SafeTensorsFile.read(channel, dataStart + entry.begin(), (int) bytes);
      }
    }
  }

  /**
   * Opens a file and checks its header.
   *
   * @param path the file
   * @return the file
   * @throws IOException if it cannot be read or is no whole safetensors file
   */
  public static SafeTensorsFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      long header = size < Long.BYTES ? -1 : read(channel, 0, Long.BYTES).getLong();
      if (header < 2 || header > MAX_HEADER || header > size - Long.BYTES) {
        throw new IOException(
            "%s: expected a safetensors file, got %d bytes with a header of %d"
                .formatted(path, size, header));
      }
      String json =
          StandardCharsets.UTF_8
              .decode(read(channel, Long.BYTES, Math.toIntExact(header)))
              .toString();
      return parse(path, json, Long.BYTES + header, size);
    }
  }

  private static SafeTensorsFile parse(Path path, String json, long dataStart, long size)
      throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, JsonElement> item :
          JsonParser.parseString(json).getAsJsonObject().entrySet()) {
        if (METADATA.equals(item.getKey())) {
          item.getValue()
              .getAsJsonObject()
              .entrySet()
              .forEach(text -> metadata.put(text.getKey(), text.getValue().getAsString()));
        } else {
          entries.put(item.getKey(), entry(item.getValue().getAsJsonObject()));
        }
      }
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException
        | ArithmeticException
        | IllegalArgumentException e) {
      throw new IOException(
          "%s: expected a safetensors header, got %s".formatted(path, e.getMessage()), e);
    }
    checkOffsets(path, entries, size - dataStart);
    return new SafeTensorsFile(path, dataStart, entries, metadata);
  }

  private static Entry entry(JsonObject json) {
    List<Long> shape = new ArrayList<>();
    json.getAsJsonArray("shape").forEach(side -> shape.add(side.getAsLong()));
    JsonArray offsets = json.getAsJsonArray("data_offsets");
    return new Entry(
        TensorType.valueOf(json.get("dtype").getAsString()),
        List.copyOf(shape),
        offsets.get(0).getAsLong(),
        offsets.get(1).getAsLong());
  }

  /** Tensors must follow each other without gap or overlap and fill the data part. */
  private static void checkOffsets(Path path, Map<String, Entry> entries, long dataSize)
      throws IOException {
    List<Map.Entry<String, Entry>> ordered = new ArrayList<>(entries.entrySet());
    ordered.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long at = 0;
    for (Map.Entry<String, Entry> item : ordered) {
      Entry entry = item.getValue();
      long bytes = byteSize(entry);
      if (entry.begin() != at || bytes < 0 || entry.end() - entry.begin() != bytes) {
        throw new IOException(
            "%s: %s: expected %d bytes from offset %d for %s %s, got offsets %d to %d"
                .formatted(
                    path,
                    item.getKey(),
                    bytes,
                    at,
                    entry.type(),
                    entry.shape(),
                    entry.begin(),
                    entry.end()));
      }
      at = entry.end();
    }
    if (at != dataSize) {
      throw new IOException("%s: expected %d bytes of data, got %d".formatted(path, at, dataSize));
    }
  }

  /** Size of a tensor in bytes, or -1 if a side is negative or the size overflows. */
  private static long byteSize(Entry entry) {
    long bytes = entry.type().bytes();
    for (long side : entry.shape()) {
      if (side < 0 || (side != 0 && bytes > Long.MAX_VALUE / side)) {
        return -1;
      }
      bytes *= side;
    }
    return bytes;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ends %d bytes early".formatted(buffer.remaining()));
      }
    }
    return buffer.flip();
  }
}
