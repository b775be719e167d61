package io.greenmim.search;

import io.greenmim.config.Checks;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;

/**
 * What an index says of itself, beside its images; changes with them or not at all.
 *
 * @param space what made the vectors
 * @param images absolute path of the folder of the images
 * @param centre what the vectors are taken from
 */
record IndexContent(VectorSpace space, String images, Centre centre) {

  /** Of these fields an image has each; those without a vector have a reason in its place. */
  static final String NAME = "name";

  static final String VECTOR = "vector";
  static final String BYTES = "bytes";
  static final String MODIFIED = "modified";
  static final String CONTENT = "content";
  static final String REASON = "reason";

  /** Of the feature from the centre, as bits of a float. */
  static final String DISTANCE = "distance";

  private static final String FORMAT = "greenmim";
  private static final String VERSION = "1";

  /** Reads what a commit says; nothing if it is no index of images. */
  static Optional<IndexContent> of(Map<String, String> data) {
    if (!VERSION.equals(data.get(FORMAT))) {
      return Optional.empty();
    }
    VectorSpace space =
        new VectorSpace(
            data.get("model"),
            data.get("imageSize"),
            data.get("digest"),
            Boolean.parseBoolean(data.get("texts")));
    Centre centre = Centre.parse(data.get("centre"));
    return Optional.of(new IndexContent(space, data.get("images"), centre));
  }

  Map<String, String> data() {
    return Map.of(
        FORMAT,
        VERSION,
        "model",
        space.model(),
        "imageSize",
        space.imageSize(),
        "digest",
        space.digest(),
        "texts",
        Boolean.toString(space.texts()),
        "images",
        images,
        "centre",
        centre.text());
  }

  /**
   * Opens an index for reading and looks at every byte of it: a second for each gigabyte.
   *
   * @throws IOException if it is damaged or is none of images
   */
  static DirectoryReader read(Path folder, Directory directory) throws IOException {
    DirectoryReader reader;
    try {
      reader = DirectoryReader.open(directory);
    } catch (IOException | IllegalArgumentException e) {
      throw told(folder, e);
    }
    try {
      if (of(reader.getIndexCommit().getUserData()).isEmpty()) {
        throw new IOException(
            "index %s: expected an index of images, got another of Lucene's".formatted(folder));
      }
      for (LeafReaderContext leaf : reader.leaves()) {
        leaf.reader().checkIntegrity();
      }
      return reader;
    } catch (IOException e) {
      reader.close();
      throw told(folder, e);
    }
  }

  /**
   * Compares what makes vectors.
   *
   * @throws IllegalArgumentException if another model made those of the index
   */
  void check(Path folder, VectorSpace other) {
    Checks.that(
        space.digest().equals(other.digest()),
        "model: expected %s, whose vectors are in the index %s, got %s",
        space.text(),
        folder,
        other.text());
  }

  /** What is wrong with an index, in one line that names it. */
  static IOException told(Path folder, Exception failure) {
    boolean damaged =
        failure instanceof CorruptIndexException
            || failure instanceof IndexFormatTooNewException
            || failure instanceof IndexFormatTooOldException
            || failure instanceof EOFException
            || failure instanceof FileNotFoundException
            || failure instanceof NoSuchFileException
            || failure instanceof IllegalArgumentException;
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("index " + folder + ": ")) {
      return (IOException) failure;
    }
    return damaged
        ? new IOException(
            "index %s: expected a whole index, got a damaged one (%s); remove the folder and index again"
                .formatted(folder, message),
            failure)
        : new IOException("index %s: %s".formatted(folder, message), failure);
  }
}
