package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The container since PyTorch 1.6: a zip archive without compression, one folder with {@code
 * data.pkl} and a file {@code data/KEY} for each storage.
 */
final class ZipContainer {

  private static final String PICKLE = "data.pkl";
  private static final String STORAGES = "data/";
  private static final int LONGEST_WORD = 16;

  /** What may always be read of an archive's directory, in bytes. */
  private static final long LEAST_DIRECTORY = 4 << 20;

  /** Share of a file's size that its directory may have beyond that. */
  private static final int SHARE = 8;

  private final FileRegion file;
  private final Map<String, FileRegion> entries = new LinkedHashMap<>();

  private ZipContainer(FileRegion file) {
    this.file = file;
  }

  /**
   * Reads an archive.
   *
   * @param file the whole file
   * @return what it holds
   * @throws IOException if it is no such archive or its pickle is refused; the message does not
   *     name the file
   */
  static TorchContainer read(FileRegion file) throws IOException {
    ZipContainer container = new ZipContainer(file);
    container.list();
    return container.unpickle();
  }

  private void list() throws IOException {
    List<ZipArchiveEntry> listed;
    long readable = LEAST_DIRECTORY + file.length() / SHARE;
    try (MeteredChannel channel = new MeteredChannel(file.channel(), readable);
        ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get()) {
      listed = Collections.list(zip.getEntries());
    } catch (IOException | IllegalArgumentException e) {
      // The cause says the same once more, with a name of ours for the file.
      throw new IOException(
          "a zip archive that is damaged or not whole (%s)".formatted(innermost(e).getMessage()));
    }
    for (ZipArchiveEntry entry : listed) {
      check(entry);
      FileRegion content = file.slice(Math.max(-1, entry.getDataOffset()), entry.getSize());
      if (entries.put(entry.getName(), content) != null) {
        throw new IOException("two entries '" + Printable.of(entry.getName()) + "'");
      }
    }
    List<FileRegion> ordered = new ArrayList<>(entries.values());
    ordered.sort(
        Comparator.comparingLong(FileRegion::offset).thenComparingLong(FileRegion::length));
    long end = 0;
    for (FileRegion content : ordered) {
      if (content.offset() < end) {
        throw new IOException("entries that overlap");
      }
      end = content.offset() + content.length();
    }
  }

  /** The library wraps what the channel says in a line that says nothing. */
  private static Throwable innermost(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void check(ZipArchiveEntry entry) throws IOException {
    String name = entry.getName();
    if (name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../")) {
      throw new IOException("an entry '%s' that leaves its folder".formatted(Printable.of(name)));
    }
    if (entry.getMethod() != ZipEntry.STORED
        || entry.getSize() != entry.getCompressedSize()
        || entry.getGeneralPurposeBit().usesEncryption()) {
      throw new IOException(
          "an entry '%s' that is compressed or encrypted, which PyTorch does not do"
              .formatted(Printable.of(name)));
    }
  }

  private TorchContainer unpickle() throws IOException {
    String folder = folder();
    FileRegion code = entries.get(folder + "constants.pkl");
    if (code != null) {
      throw new IOException("a TorchScript program instead of a state dict");
    }
    Map<String, StorageRef> seen = new HashMap<>();
    Object root =
        Pickle.read(entries.get(folder + PICKLE), file.length(), id -> StorageRef.of(id, seen))
            .value();
    Map<String, FileRegion> storages = new HashMap<>();
    for (StorageRef storage : seen.values()) {
      FileRegion content = entries.get(folder + STORAGES + storage.key());
      if (content == null || content.length() != storage.bytes()) {
        throw new IOException(
            "a storage '%s' of %s bytes where the pickle says %s"
                .formatted(
                    Printable.of(storage.key()),
                    content == null ? "no" : content.length(),
                    storage.bytes()));
      }
      storages.put(storage.key(), content);
    }
    return new TorchContainer(root, storages, order(folder));
  }

  /** Finds the one folder, with its slash. */
  private String folder() throws IOException {
    String folder = null;
    for (String name : entries.keySet()) {
      int slash = name.indexOf('/');
      if (name.substring(slash + 1).equals(PICKLE)) {
        if (folder != null) {
          throw new IOException("two entries " + PICKLE);
        }
        folder = name.substring(0, slash + 1);
      }
    }
    if (folder == null) {
      throw new IOException("a zip archive without " + PICKLE);
    }
    return folder;
  }

  private ByteOrder order(String folder) throws IOException {
    FileRegion entry = entries.get(folder + "byteorder");
    if (entry == null) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String word =
        entry.length() > LONGEST_WORD
            ? "a longer text"
            : StandardCharsets.UTF_8.decode(entry.read()).toString().strip();
    return switch (word) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw new IOException("the byte order '" + Printable.of(word) + "'");
    };
  }
}
