package io.greenmim.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings an index to the state of its folder of images: {@link #missing} says which vectors it
 * wants, and {@link #put} takes them, in any order. Images that are gone are gone from the index.
 * Ended before its end, the next one wants what is missing then.
 */
public final class FolderUpdate {

  private static final int CHUNK = 1 << 16;
  private static final int SAMPLE = 1000;

  private final ImageIndexWriter writer;
  private final Path root;
  private final Map<String, IndexedImage> wanted = new TreeMap<>();
  private int unchanged;
  private int changed;
  private int removed;
  private int put;

  /**
   * Begins.
   *
   * @param writer the index
   * @param root the folder that the names of the images are below
   */
  public FolderUpdate(ImageIndexWriter writer, Path root) {
    this.writer = writer;
    this.root = root;
  }

  /**
   * Compares the index with the folder. A file whose size and time are what they were has not
   * changed; if its time is another and its bytes are not, only the time is noted.
   *
   * @param names all images that the folder has now, by their paths below it
   * @return those whose vectors are missing, in the order in which they had better be put: a sample
   *     of all first where there are none yet, for what it has in common counts for nothing
   * @throws IOException if a file or the index cannot be read, or the index cannot be written
   */
  public List<String> missing(List<String> names) throws IOException {
    Map<String, IndexedImage> known = writer.images();
    for (String name : names) {
      Path file = root.resolve(name);
      if (!Files.exists(file)) {
        continue;
      }
      IndexedImage before = known.remove(name);
      long bytes = Files.size(file);
      long modified = Files.getLastModifiedTime(file).toMillis();
      if (before != null && before.bytes() == bytes && before.modified() == modified) {
        unchanged++;
      } else if (before != null
          && before.bytes() == bytes
          && !before.content().isEmpty()
          && before.content().equals(content(file))) {
        writer.touch(name, modified);
        unchanged++;
      } else {
        changed += before == null ? 0 : 1;
        wanted.put(name, new IndexedImage(name, bytes, modified, ""));
      }
    }
    removed = known.size();
    if (removed > 0) {
      writer.remove(List.copyOf(known.keySet()));
    }
    List<String> missing = new ArrayList<>(wanted.keySet());
    return unchanged == 0 ? sampleFirst(missing) : missing;
  }

  /** Every n-th name, a thousand and more of them, then the others. */
  private static List<String> sampleFirst(List<String> names) {
    int step = Math.max(1, names.size() / SAMPLE);
    List<String> ordered = new ArrayList<>();
    for (int i = 0; i < names.size(); i += step) {
      ordered.add(names.get(i));
    }
    for (int i = 0; i < names.size(); i++) {
      if (i % step != 0) {
        ordered.add(names.get(i));
      }
    }
    return ordered;
  }

  /**
   * Puts the vector of an image. A file that changed since {@link #missing} looked at it is left to
   * the next update.
   *
   * @param name name of the image
   * @param vector its vector
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   * @throws IllegalArgumentException if the vector does not fit the index, or nobody wants it
   */
  public void put(String name, float[] vector) throws IOException {
    IndexedImage image = taken(name);
    if (image != null) {
      writer.put(image, vector);
      put++;
    }
  }

  /**
   * Notes that an image cannot be read.
   *
   * @param name name of the image
   * @param reason why not
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   * @throws IllegalArgumentException if nobody wants it
   */
  public void putUnreadable(String name, String reason) throws IOException {
    IndexedImage image = taken(name);
    if (image != null) {
      writer.putUnreadable(image, reason);
    }
  }

  /** The image with the digest of its bytes; null if it is not what it was. */
  private IndexedImage taken(String name) throws IOException {
    IndexedImage seen = wanted.get(name);
    if (seen == null) {
      throw new IllegalArgumentException(
          "image: expected one whose vector is missing, got " + name);
    }
    Path file = root.resolve(name);
    if (!Files.exists(file)) {
      return null;
    }
    String content = Files.isReadable(file) ? content(file) : "";
    boolean same =
        Files.size(file) == seen.bytes()
            && Files.getLastModifiedTime(file).toMillis() == seen.modified();
    return same ? new IndexedImage(name, seen.bytes(), seen.modified(), content) : null;
  }

  private static String content(Path file) throws IOException {
    MessageDigest digest = VectorSpace.sha256();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * What was done.
   *
   * @param put images whose vectors were put, those that changed among them
   * @param changed images whose bytes are not what they were
   * @param unchanged images that were left as they were
   * @param removed images that are gone
   */
  public record Changes(int put, int changed, int unchanged, int removed) {}

  /** {@return what was done so far} */
  public Changes changes() {
    return new Changes(put, changed, unchanged, removed);
  }
}
