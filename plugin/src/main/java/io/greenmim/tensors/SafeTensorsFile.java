package io.greenmim.tensors;

import io.greenmim.tensors.SafeTensorsHeader.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
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

  /** Limit on the header's length in bytes: room for a hundred thousand tensors. */
  private static final long MAX_HEADER = 1 << 24;

  private final Path path;
  private final Map<String, StoredTensor> tensors;
  private final Map<String, String> metadata;

  private SafeTensorsFile(FileRegion data, SafeTensorsHeader header) throws IOException {
    path = data.path();
    Map<String, StoredTensor> located = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> item : header.entries().entrySet()) {
      Entry entry = item.getValue();
      FileRegion elements = data.slice(entry.begin(), entry.end() - entry.begin());
      located.put(
          item.getKey(),
          entry.type() == TensorType.OTHER
              ? new OtherTensor(path, item.getKey(), entry.dtype(), entry.shape())
              : new Slice(entry.type(), entry.shape(), elements));
    }
    tensors = Collections.unmodifiableMap(located);
    metadata = Collections.unmodifiableMap(header.metadata());
  }

  /** A tensor of the file. */
  private record Slice(TensorType type, List<Long> shape, FileRegion region)
      implements StoredTensor {

    @Override
    public ByteBuffer read() throws IOException {
      return region.read();
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
    FileRegion file = FileRegion.of(path);
    long size = file.length();
    long length = size < Long.BYTES ? -1 : file.slice(0, Long.BYTES).read().getLong();
    if (length < 2 || length > MAX_HEADER || length > size - Long.BYTES) {
      throw new IOException(
          "%s: expected a safetensors file, got %s bytes with a header of %s"
              .formatted(path, size, length));
    }
    SafeTensorsHeader header;
    try (RegionInput json = new RegionInput(file.slice(Long.BYTES, length))) {
      header = SafeTensorsHeader.read(json);
    } catch (IOException e) {
      throw new IOException(
          "%s: expected a safetensors header, got %s"
              .formatted(path, Printable.of(e.getMessage().lines().findFirst().orElse(""))),
          e);
    }
    long dataStart = Long.BYTES + length;
    checkOffsets(path, header.entries(), size - dataStart);
    return new SafeTensorsFile(file.slice(dataStart, size - dataStart), header);
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
      long bytes = entry.byteSize();
      if (entry.begin() != at || bytes < 0 || entry.end() - entry.begin() != bytes) {
        throw new IOException(
            "%s: %s: expected %s bytes from offset %s for %s %s, got offsets %s to %s"
                .formatted(
                    path,
                    Printable.of(item.getKey()),
                    bytes,
                    at,
                    entry.dtype(),
                    entry.shape(),
                    entry.begin(),
                    entry.end()));
      }
      at = entry.end();
    }
    if (at != dataSize) {
      throw new IOException("%s: expected %s bytes of data, got %s".formatted(path, at, dataSize));
    }
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
}
