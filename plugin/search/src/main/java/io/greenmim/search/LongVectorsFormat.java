package io.greenmim.search;

import java.io.IOException;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's vectors with their graph, of more than the 1,024 numbers that Lucene takes of its own
 * accord. Lucene makes it by the name that is in an index.
 */
public final class LongVectorsFormat extends KnnVectorsFormat {

  /** Numbers that a vector may have. */
  static final int MOST = 16_384;

  /** Written into each index; another layout needs another name. */
  private static final String NAME = "GreenMimLongVectors";

  private static final int NEIGHBOURS = 16;
  private static final int BUILDING_BREADTH = 100;

  private final KnnVectorsFormat format =
      new Lucene99HnswVectorsFormat(NEIGHBOURS, BUILDING_BREADTH);

  /** Makes the format; Lucene does it by reflection. */
  public LongVectorsFormat() {
    super(NAME);
  }

  /** Lucene's codec with this format. */
  static Codec codec() {
    KnnVectorsFormat vectors = new LongVectorsFormat();
    return new Lucene912Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return vectors;
      }
    };
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return format.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return format.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return MOST;
  }
}
