package io.greenmim.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/** The images of an index, in columns. */
final class StoredImages {

  private StoredImages() {}

  /** An image with its feature. */
  static Document document(IndexedImage image, Centre centre, float[] feature) {
    Document document = document(image);
    document.add(
        new KnnFloatVectorField(
            IndexContent.VECTOR, centre.direction(feature), VectorSimilarityFunction.DOT_PRODUCT));
    int distance = Float.floatToIntBits(centre.distance(feature));
    document.add(new NumericDocValuesField(IndexContent.DISTANCE, distance));
    return document;
  }

  /** An image with the reason why it has no feature. */
  static Document document(IndexedImage image, String reason) {
    Document document = document(image);
    document.add(text(IndexContent.REASON, reason));
    return document;
  }

  private static Document document(IndexedImage image) {
    Document document = new Document();
    document.add(new StringField(IndexContent.NAME, image.name(), Field.Store.NO));
    document.add(text(IndexContent.NAME, image.name()));
    document.add(new NumericDocValuesField(IndexContent.BYTES, image.bytes()));
    document.add(new NumericDocValuesField(IndexContent.MODIFIED, image.modified()));
    byte[] content = HexFormat.of().parseHex(image.content());
    document.add(new BinaryDocValuesField(IndexContent.CONTENT, new BytesRef(content)));
    return document;
  }

  private static Field text(String field, String value) {
    return new BinaryDocValuesField(field, new BytesRef(value));
  }

  /** All images by their names, those without a vector too. */
  static Map<String, IndexedImage> all(IndexReader reader) throws IOException {
    Map<String, IndexedImage> images = new HashMap<>();
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = context.reader();
      Bits live = leaf.getLiveDocs();
      BinaryDocValues names = DocValues.getBinary(leaf, IndexContent.NAME);
      BinaryDocValues contents = DocValues.getBinary(leaf, IndexContent.CONTENT);
      NumericDocValues bytes = DocValues.getNumeric(leaf, IndexContent.BYTES);
      NumericDocValues modified = DocValues.getNumeric(leaf, IndexContent.MODIFIED);
      for (int doc = 0; doc < leaf.maxDoc(); doc++) {
        if (live != null && !live.get(doc)) {
          continue;
        }
        String name = text(names, doc);
        images.put(
            name, new IndexedImage(name, at(bytes, doc), at(modified, doc), hex(contents, doc)));
      }
    }
    return images;
  }

  /** All features, as they were before they were taken from a centre, by the images' names. */
  static Map<String, float[]> features(IndexReader reader, Centre centre) throws IOException {
    Map<String, float[]> features = new HashMap<>();
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = context.reader();
      Bits live = leaf.getLiveDocs();
      FloatVectorValues vectors = leaf.getFloatVectorValues(IndexContent.VECTOR);
      BinaryDocValues names = DocValues.getBinary(leaf, IndexContent.NAME);
      NumericDocValues distances = DocValues.getNumeric(leaf, IndexContent.DISTANCE);
      while (vectors != null && vectors.nextDoc() != FloatVectorValues.NO_MORE_DOCS) {
        int doc = vectors.docID();
        if (live == null || live.get(doc)) {
          float distance = Float.intBitsToFloat((int) at(distances, doc));
          features.put(text(names, doc), centre.feature(vectors.vectorValue(), distance));
        }
      }
    }
    return features;
  }

  /** The images without a vector, with their reasons. */
  static SortedMap<String, String> unreadable(IndexReader reader) throws IOException {
    SortedMap<String, String> unreadable = new TreeMap<>();
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = context.reader();
      Bits live = leaf.getLiveDocs();
      BinaryDocValues reasons = DocValues.getBinary(leaf, IndexContent.REASON);
      BinaryDocValues names = DocValues.getBinary(leaf, IndexContent.NAME);
      while (reasons.nextDoc() != BinaryDocValues.NO_MORE_DOCS) {
        if (live == null || live.get(reasons.docID())) {
          unreadable.put(text(names, reasons.docID()), utf8(reasons.binaryValue()));
        }
      }
    }
    return unreadable;
  }

  /** Name of an image by its number in the index. */
  static String name(List<LeafReaderContext> leaves, int doc) throws IOException {
    LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
    return text(DocValues.getBinary(leaf.reader(), IndexContent.NAME), doc - leaf.docBase);
  }

  private static String text(BinaryDocValues values, int doc) throws IOException {
    return values.advanceExact(doc) ? utf8(values.binaryValue()) : "";
  }

  private static String utf8(BytesRef value) {
    return new String(value.bytes, value.offset, value.length, StandardCharsets.UTF_8);
  }

  private static String hex(BinaryDocValues values, int doc) throws IOException {
    if (!values.advanceExact(doc)) {
      return "";
    }
    BytesRef value = values.binaryValue();
    return HexFormat.of().formatHex(value.bytes, value.offset, value.offset + value.length);
  }

  private static long at(NumericDocValues values, int doc) throws IOException {
    return values.advanceExact(doc) ? values.longValue() : 0;
  }
}
