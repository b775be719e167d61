package io.greenmim.search;

import java.io.IOException;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FilteredDocIdSetIterator;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnCollectorManager;
import org.apache.lucene.util.Bits;

/** The nearest vectors of an index; counts those that are looked at. For one search. */
final class CountedQuery extends KnnFloatVectorQuery {

  private final boolean exact;
  private long visited;

  /** Keeps so many candidates in each part of the index; {@code exact} looks at every vector. */
  CountedQuery(float[] vector, int breadth, boolean exact, String folder) {
    super(
        IndexContent.VECTOR,
        vector,
        breadth,
        folder.isEmpty() ? null : new PrefixQuery(new Term(IndexContent.NAME, folder + "/")));
    this.exact = exact;
  }

  @Override
  protected TopDocs approximateSearch(
      LeafReaderContext leaf, Bits accepted, int limit, KnnCollectorManager collectors)
      throws IOException {
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(IndexContent.VECTOR);
    if (!exact || vectors == null) {
      return super.approximateSearch(leaf, accepted, limit, collectors);
    }
    DocIdSetIterator wanted =
        new FilteredDocIdSetIterator(vectors) {
          @Override
          protected boolean match(int doc) {
            return accepted == null || accepted.get(doc);
          }
        };
    return exactSearch(leaf, wanted, null);
  }

  @Override
  protected TopDocs mergeLeafResults(TopDocs[] parts) {
    for (TopDocs part : parts) {
      visited += part.totalHits.value;
    }
    return super.mergeLeafResults(parts);
  }

  long visited() {
    return visited;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
