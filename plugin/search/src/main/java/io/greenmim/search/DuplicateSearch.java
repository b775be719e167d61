package io.greenmim.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.Bits;

/** Joins images that are alike into groups. For one search. */
final class DuplicateSearch {

  /** Neighbours that are looked at; of more copies than that each finds others. */
  private static final int NEIGHBOURS = 16;

  private static final int BREADTH = 48;

  private final ImageIndex index;
  private final IndexReader reader;
  private final double threshold;
  private final Map<String, String> parents = new HashMap<>();

  /** The least cosine that joined a group, by its parent. */
  private final Map<String, Double> least = new HashMap<>();

  DuplicateSearch(ImageIndex index, IndexReader reader, double threshold) {
    this.index = index;
    this.reader = reader;
    this.threshold = threshold;
  }

  List<DuplicateGroup> groups() throws IOException, InterruptedException {
    Map<String, IndexedImage> images = index.stored();
    joinSameBytes(images);
    for (LeafReaderContext leaf : reader.leaves()) {
      joinNear(leaf);
    }
    Map<String, List<String>> groups = new TreeMap<>();
    for (String name : parents.keySet()) {
      groups.computeIfAbsent(parent(name), key -> new ArrayList<>()).add(name);
    }
    return groups.entrySet().stream()
        .map(group -> group(group.getKey(), group.getValue(), images))
        .sorted(Comparator.comparing(group -> group.names().get(0)))
        .toList();
  }

  private DuplicateGroup group(
      String parent, List<String> names, Map<String, IndexedImage> images) {
    long contents = names.stream().map(name -> images.get(name).content()).distinct().count();
    return new DuplicateGroup(
        names.stream().sorted().toList(), least.getOrDefault(parent, 1.0), contents == 1);
  }

  /** Those that could not be read have no vector and are no images; their bytes do not count. */
  private void joinSameBytes(Map<String, IndexedImage> images) throws IOException {
    Map<String, String> first = new HashMap<>();
    Map<String, String> unreadable = index.unreadable();
    for (IndexedImage image : images.values()) {
      if (!unreadable.containsKey(image.name())) {
        String other = first.putIfAbsent(image.content(), image.name());
        if (other != null) {
          join(image.name(), other, 1);
        }
      }
    }
  }

  private void joinNear(LeafReaderContext leaf) throws IOException, InterruptedException {
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(IndexContent.VECTOR);
    Bits live = leaf.reader().getLiveDocs();
    if (vectors == null) {
      return;
    }
    while (vectors.nextDoc() != FloatVectorValues.NO_MORE_DOCS) {
      if (Thread.interrupted()) {
        throw new InterruptedException("stopped");
      }
      if (live != null && !live.get(vectors.docID())) {
        continue;
      }
      float[] vector = vectors.vectorValue().clone();
      CountedQuery query = new CountedQuery(vector, BREADTH, false, "");
      int doc = leaf.docBase + vectors.docID();
      String name = StoredImages.name(reader.leaves(), doc);
      for (ScoreDoc hit : index.nearest(query, vector.length, NEIGHBOURS)) {
        if (hit.doc != doc && ImageIndex.cosine(hit) >= threshold) {
          join(name, StoredImages.name(reader.leaves(), hit.doc), ImageIndex.cosine(hit));
        }
      }
    }
  }

  private String parent(String name) {
    String parent = name;
    while (!parents.getOrDefault(parent, parent).equals(parent)) {
      parent = parents.get(parent);
    }
    parents.put(name, parent);
    return parent;
  }

  private void join(String one, String other, double cosine) {
    String kept = parent(one);
    String joined = parent(other);
    if (!kept.equals(joined)) {
      double smallest =
          Math.min(
              cosine, Math.min(least.getOrDefault(kept, 1.0), least.getOrDefault(joined, 1.0)));
      parents.put(joined, kept);
      least.put(kept, smallest);
    }
  }
}
