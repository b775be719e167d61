package io.greenmim.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * Changes an index, alone: a second writer is refused, while searches go on with what was there
 * when they began. What was put is kept from time to time and when the writer is closed; whatever
 * ends it before, the index is as it was at the last of these times.
 *
 * <p>For one thread at a time; one that is interrupted is told when a change is whole.
 */
public final class ImageIndexWriter implements AutoCloseable {

  private static final Duration USUAL_KEEP = Duration.ofSeconds(30);
  private static final double MEMORY_MIB = 128;

  /** Features that a mean is taken of. */
  private static final int SAMPLE = 1000;

  /** Parts of an index that are about as large; a search looks into each of them. */
  private static final int PARTS = 4;

  /** An index of which so large a part is new is made one at the end. */
  private static final int BULK = 4;

  private final Path folder;
  private final Directory directory;
  private final FileThread thread;
  private final IndexWriter writer;
  private final Duration keep;
  private final Map<IndexedImage, float[]> waiting = new LinkedHashMap<>();
  private IndexContent content;
  private long kept = System.nanoTime();
  private long added;

  private ImageIndexWriter(
      Path folder, Directory directory, FileThread thread, IndexContent content, Duration keep)
      throws IOException {
    this.folder = folder;
    this.directory = directory;
    this.thread = thread;
    this.keep = keep;
    this.content = content;
    boolean exists = DirectoryReader.indexExists(directory);
    if (exists) {
      try (DirectoryReader reader = IndexContent.read(folder, directory)) {
        IndexContent there = IndexContent.of(reader.getIndexCommit().getUserData()).orElseThrow();
        check(there, content);
        this.content = there;
      }
    }
    writer = open();
    if (!exists) {
      keep();
    }
  }

  /**
   * Opens an index for changes; makes it if there is none.
   *
   * @param folder its folder: an index, or empty, or not there
   * @param images the folder that the names of the images are below
   * @param space what makes the vectors
   * @return the writer, to be closed
   * @throws IOException if another one writes, the index is damaged, the folder holds something
   *     else, or it cannot be written
   * @throws IllegalArgumentException if the index holds vectors of another model or images of
   *     another folder
   */
  public static ImageIndexWriter open(Path folder, Path images, VectorSpace space)
      throws IOException {
    checkFolder(folder);
    return open(folder, FSDirectory.open(folder), images, space, USUAL_KEEP);
  }

  /** Opens an index whose files are kept elsewhere, and kept at other times. */
  static ImageIndexWriter open(
      Path folder, Directory directory, Path images, VectorSpace space, Duration keep)
      throws IOException {
    String root = images.toAbsolutePath().normalize().toString();
    IndexContent wanted = new IndexContent(space, root, Centre.NONE);
    FileThread thread = new FileThread();
    try {
      return thread.call(() -> new ImageIndexWriter(folder, directory, thread, wanted, keep));
    } catch (IOException e) {
      thread.close();
      directory.close();
      throw IndexContent.told(folder, e);
    } catch (IllegalArgumentException e) {
      thread.close();
      directory.close();
      throw e;
    }
  }

  private static void checkFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("index %s: expected a folder, got a file".formatted(folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      String other =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !isOfLucene(name))
              .sorted()
              .findFirst()
              .orElse(null);
      if (other != null) {
        throw new IOException(
            "index %s: expected an index or an empty folder, found %s in it"
                .formatted(folder, other));
      }
    }
  }

  private static boolean isOfLucene(String name) {
    return IndexFileNames.CODEC_FILE_PATTERN.matcher(name).matches()
        || name.startsWith(IndexFileNames.SEGMENTS)
        || name.startsWith(IndexFileNames.PENDING_SEGMENTS)
        || name.equals(IndexWriter.WRITE_LOCK_NAME);
  }

  private void check(IndexContent there, IndexContent wanted) {
    there.check(folder, wanted.space());
    if (!there.images().equals(wanted.images())) {
      throw new IllegalArgumentException(
          "images: expected %s, whose images are in the index %s, got %s"
              .formatted(there.images(), folder, wanted.images()));
    }
  }

  private IndexWriter open() throws IOException {
    TieredMergePolicy parts = new TieredMergePolicy();
    parts.setSegmentsPerTier(PARTS);
    try {
      return new IndexWriter(
          directory,
          new IndexWriterConfig()
              .setCodec(LongVectorsFormat.codec())
              .setMergePolicy(parts)
              .setMergeScheduler(new SerialMergeScheduler())
              .setRAMBufferSizeMB(MEMORY_MIB));
    } catch (LockObtainFailedException e) {
      throw new IOException(
          "index %s: expected to write alone, but another process writes it".formatted(folder), e);
    }
  }

  /**
   * Lists what the index holds.
   *
   * @return all images by their names, those that could not be read too
   * @throws IOException if the index cannot be read
   */
  public Map<String, IndexedImage> images() throws IOException {
    return thread.call(
        () -> {
          try (DirectoryReader reader = DirectoryReader.open(writer)) {
            return StoredImages.all(reader);
          }
        });
  }

  /**
   * Lists the images that could not be read.
   *
   * @return names and reasons
   * @throws IOException if the index cannot be read
   */
  public SortedMap<String, String> unreadable() throws IOException {
    return thread.call(
        () -> {
          try (DirectoryReader reader = DirectoryReader.open(writer)) {
            return StoredImages.unreadable(reader);
          }
        });
  }

  /**
   * Puts an image in the place of one of the same name. The first thousand had better be of all
   * sorts: what they have in common counts for nothing.
   *
   * @param image the image
   * @param feature what the model gives for it, as it gives it
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   * @throws IllegalArgumentException if the feature has other numbers than those of the index, or
   *     they are not finite or all zero
   */
  public void put(IndexedImage image, float[] feature) throws IOException {
    Vectors.unit(feature);
    content.centre().distance(feature);
    added++;
    change(
        () -> {
          if (content.space().texts() || content.centre().images() > 0) {
            write(image, feature);
          } else {
            waiting.put(image, feature);
            if (waiting.size() >= SAMPLE) {
              settle();
            }
          }
        });
  }

  private void write(IndexedImage image, float[] feature) throws IOException {
    writer.updateDocument(
        key(image.name()), StoredImages.document(image, content.centre(), feature));
  }

  /** Writes what waited for a mean to be taken of it. */
  private void settle() throws IOException {
    if (!waiting.isEmpty()) {
      centre(Centre.of(List.copyOf(waiting.values())));
      for (Map.Entry<IndexedImage, float[]> image : waiting.entrySet()) {
        write(image.getKey(), image.getValue());
      }
      waiting.clear();
    }
  }

  private void centre(Centre centre) {
    content = new IndexContent(content.space(), content.images(), centre);
  }

  /** Takes the mean again if it is that of few images and there are many more now. */
  private void settleAgain() throws IOException {
    int before = content.centre().images();
    if (before == 0 || before >= SAMPLE || writer.getDocStats().numDocs < 2 * before) {
      return;
    }
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      Map<String, IndexedImage> images = StoredImages.all(reader);
      Map<String, float[]> features = StoredImages.features(reader, content.centre());
      if (features.size() >= 2 * before) {
        centre(Centre.of(List.copyOf(features.values())));
        for (Map.Entry<String, float[]> feature : features.entrySet()) {
          write(images.get(feature.getKey()), feature.getValue());
        }
        added = features.size();
      }
    }
  }

  /**
   * Puts an image that cannot be read, so that nobody tries again until its file changes.
   *
   * @param image the image
   * @param reason why not
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   */
  public void putUnreadable(IndexedImage image, String reason) throws IOException {
    change(() -> writer.updateDocument(key(image.name()), StoredImages.document(image, reason)));
  }

  /**
   * Changes the time of a file whose bytes are what they were.
   *
   * @param name name of an image of the index
   * @param modified when the file was last changed, in milliseconds since 1970
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   */
  public void touch(String name, long modified) throws IOException {
    change(() -> writer.updateNumericDocValue(key(name), IndexContent.MODIFIED, modified));
  }

  /**
   * Removes images.
   *
   * @param names their names
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   */
  public void remove(List<String> names) throws IOException {
    change(
        () ->
            writer.deleteDocuments(names.stream().map(ImageIndexWriter::key).toArray(Term[]::new)));
  }

  private static Term key(String name) {
    return new Term(IndexContent.NAME, name);
  }

  /** A change of the index. */
  private interface Change {
    void run() throws IOException;
  }

  private void change(Change change) throws IOException {
    try {
      thread.call(
          () -> {
            change.run();
            if (System.nanoTime() - kept >= keep.toNanos()) {
              keep();
            }
            return null;
          });
    } catch (IOException | AlreadyClosedException e) {
      throw IndexContent.told(folder, e);
    }
  }

  private void keep() throws IOException {
    settle();
    writer.setLiveCommitData(content.data().entrySet(), false);
    writer.commit();
    kept = System.nanoTime();
  }

  /**
   * Keeps everything, and joins the parts of an index of which much is new: a search is quicker
   * then.
   *
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   */
  public void finish() throws IOException {
    change(
        () -> {
          settle();
          settleAgain();
          keep();
          if (added * BULK >= writer.getDocStats().numDocs) {
            writer.forceMerge(1);
            keep();
          }
        });
  }

  /**
   * Keeps what was put, and lets others write.
   *
   * @throws IOException if the index cannot be written; it is as it was when it was last kept
   */
  @Override
  public void close() throws IOException {
    try (FileThread ended = thread) {
      ended.call(
          () -> {
            try (Directory files = directory) {
              if (writer.isOpen()) {
                keep();
                writer.close();
              }
            }
            return null;
          });
    } catch (IOException e) {
      throw IndexContent.told(folder, e);
    }
  }
}
