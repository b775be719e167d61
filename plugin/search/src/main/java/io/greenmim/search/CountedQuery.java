package io.greenmim.search;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.TopDocs;

/** The nearest vectors of an index; counts those that are looked at. For one search. */
final class CountedQuery extends KnnFloatVectorQuery {

  private long visited;

  CountedQuery(float[] vector, int breadth, String folder) {
    super(
        IndexContent.VECTOR,
        vector,
        breadth,
        folder.isEmpty() ? null : new PrefixQuery(new Term(IndexContent.NAME, folder + "/")));
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
