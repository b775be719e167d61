package io.greenmim.tensors.torch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes zip containers for tests. */
public final class TorchArchive {

  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private int method = ZipEntry.STORED;

  /** Starts an archive with a pickle. */
  public static TorchArchive of(byte[] pickle) {
    return new TorchArchive().entry("archive/data.pkl", pickle);
  }

  public TorchArchive entry(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  public TorchArchive storage(String key, byte[] content) {
    return entry("archive/data/" + key, content);
  }

  public TorchArchive bigEndian() {
    return entry("archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
  }

  public TorchArchive deflated() {
    method = ZipEntry.DEFLATED;
    return this;
  }

  public Path write(Path path) throws IOException {
    try (OutputStream file = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (Map.Entry<String, byte[]> item : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(item.getKey());
        entry.setMethod(method);
        CRC32 sum = new CRC32();
        sum.update(item.getValue());
        entry.setCrc(sum.getValue());
        entry.setSize(item.getValue().length);
        zip.putNextEntry(entry);
        zip.write(item.getValue());
        zip.closeEntry();
      }
    }
    return path;
  }
}
