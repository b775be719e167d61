package io.greenmim.search;

import io.greenmim.config.Checks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * An index as it was when it was opened, whatever is written to it meanwhile. Many threads may
 * search it at once; its vectors stay on disk, in the system's cache of files.
 */
public final class ImageIndex implements AutoCloseable {

  private final Path folder;
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final IndexContent content;

  private ImageIndex(Path folder, Directory directory) throws IOException {
    this.folder = folder;
    this.directory = directory;
    reader = IndexContent.read(folder, directory);
    searcher = new IndexSearcher(reader);
    content = IndexContent.of(reader.getIndexCommit().getUserData()).orElseThrow();
  }

  /**
   * Opens an index. Every byte of it is looked at, a second for each gigabyte.
   *
   * @param folder its folder
   * @return the index, to be closed
   * @throws IOException if there is none, or it is damaged
   */
  public static ImageIndex open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("index %s: expected a folder, found none".formatted(folder));
    }
    Directory directory = FSDirectory.open(folder);
    try {
      if (!DirectoryReader.indexExists(directory)) {
        throw new IOException("index %s: expected an index, found none in it".formatted(folder));
      }
      return new ImageIndex(folder, directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** {@return what made the vectors} */
  public VectorSpace space() {
    return content.space();
  }

  /**
   * Checks that a model makes such vectors as the index has.
   *
   * @param other what makes the vectors of a query
   * @throws IllegalArgumentException if another model made those of the index; the message names
   *     both
   */
  public void check(VectorSpace other) {
    content.check(folder, other);
  }

  /** {@return the folder that the names of the images are below} */
  public Path images() {
    return Path.of(content.images());
  }

  /**
   * Counts the images that have a vector.
   *
   * @return their number
   * @throws IOException if the index cannot be read
   */
  public int size() throws IOException {
    return searcher.count(new FieldExistsQuery(IndexContent.VECTOR));
  }

  /**
   * Lists the images that could not be read.
   *
   * @return names and reasons
   * @throws IOException if the index cannot be read
   */
  public SortedMap<String, String> unreadable() throws IOException {
    return StoredImages.unreadable(reader);
  }

  /**
   * Finds the nearest vectors by the graph, which misses one now and then, or where a folder has
   * few images by a look at each of them.
   *
   * @param query what is searched for
   * @return what was found
   * @throws IOException if the index cannot be read
   * @throws IllegalArgumentException if the vectors of the index have another length, or this one
   *     has numbers that are not finite or no direction
   */
  public Found search(VectorQuery query) throws IOException {
    float[] direction = content.centre().direction(query.vector());
    boolean exact = query.breadth() == VectorQuery.ALL;
    int kept = exact ? query.count() : query.breadth();
    CountedQuery counted = new CountedQuery(direction, kept, exact, query.folder());
    List<Found.Hit> hits = new ArrayList<>();
    for (ScoreDoc hit : nearest(counted, direction.length, query.count())) {
      hits.add(new Found.Hit(StoredImages.name(reader.leaves(), hit.doc), cosine(hit)));
    }
    return new Found(hits, counted.visited());
  }

  /**
   * Finds images that are the same or nearly so: those of one file's bytes, and those whose vectors
   * are near.
   *
   * @param cosine the least cosine of the angle between the vectors of two images that are alike,
   *     -1 to 1
   * @return groups of two and more, in the order of the first names; two images of a group may be
   *     alike through others alone
   * @throws IOException if the index cannot be read
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalArgumentException if the cosine is out of its range
   */
  public List<DuplicateGroup> duplicates(double cosine) throws IOException, InterruptedException {
    Checks.that(
        cosine >= -1 && cosine <= 1, "threshold: expected a number from -1 to 1, got %s", cosine);
    return new DuplicateSearch(this, reader, cosine).groups();
  }

  /** The nearest vectors by their numbers in the index. */
  ScoreDoc[] nearest(CountedQuery query, int length, int count) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      FieldInfo field = leaf.reader().getFieldInfos().fieldInfo(IndexContent.VECTOR);
      Checks.that(
          field == null || field.getVectorDimension() == length,
          "vector: expected %s numbers as the index %s has them, got %s",
          field == null ? 0 : field.getVectorDimension(),
          folder,
          length);
    }
    return searcher.search(query, count).scoreDocs;
  }

  /** Lucene's score of unit vectors is half of one and the cosine. */
  static float cosine(ScoreDoc hit) {
    return Math.max(-1, Math.min(1, 2 * hit.score - 1));
  }

  /** All images by their names, those without a vector too. */
  Map<String, IndexedImage> stored() throws IOException {
    return StoredImages.all(reader);
  }

  /**
   * Closes the index.
   *
   * @throws IOException if a file cannot be closed
   */
  @Override
  public void close() throws IOException {
    try (Directory files = directory) {
      reader.close();
    }
  }
}
