package io.greenmim.search;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.List;

/**
 * What all features of an index have in common, their mean: it says nothing about their likeness,
 * so vectors are the directions from it. Features of one model may differ from each other by a
 * thousandth of what they share.
 *
 * @param mean the mean; empty where vectors stay as they are
 * @param images number of features that it was taken of
 */
record Centre(float[] mean, int images) {

  /** Leaves vectors as they are. */
  static final Centre NONE = new Centre(new float[0], 0);

  /** Below this part of its own length a feature has no direction from the mean. */
  private static final double LEAST = 1e-6;

  /** The mean of features of one length, at least one. */
  static Centre of(List<float[]> features) {
    double[] sums = new double[features.get(0).length];
    for (float[] feature : features) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += feature[i];
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / features.size());
    }
    return new Centre(mean, features.size());
  }

  /** Reads what {@link #text} writes. */
  static Centre parse(String text) {
    int space = text.indexOf(' ');
    FloatBuffer values =
        ByteBuffer.wrap(Base64.getDecoder().decode(text.substring(space + 1)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] mean = new float[values.remaining()];
    values.get(mean);
    return new Centre(mean, Integer.parseInt(text.substring(0, space)));
  }

  String text() {
    ByteBuffer bytes =
        ByteBuffer.allocate(mean.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(mean);
    return images + " " + Base64.getEncoder().encodeToString(bytes.array());
  }

  /**
   * The direction of a feature from here, of length 1; its own where it lies here.
   *
   * @throws IllegalArgumentException if it has another length, a number that is not finite, or no
   *     direction at all
   */
  float[] direction(float[] feature) {
    float distance = distance(feature);
    if (mean.length == 0 || distance == 0) {
      return Vectors.unit(feature);
    }
    float[] direction = new float[feature.length];
    for (int i = 0; i < direction.length; i++) {
      direction[i] = feature[i] - mean[i];
    }
    return Vectors.unit(direction);
  }

  /** How far a feature is from here; 0 where it has no direction. */
  float distance(float[] feature) {
    if (mean.length != 0 && mean.length != feature.length) {
      throw new IllegalArgumentException(
          "vector: expected %s numbers as the index has them, got %s"
              .formatted(mean.length, feature.length));
    }
    double squares = 0;
    double own = 0;
    for (int i = 0; i < feature.length; i++) {
      double distance = mean.length == 0 ? feature[i] : (double) feature[i] - mean[i];
      squares += distance * distance;
      own += (double) feature[i] * feature[i];
    }
    return squares <= LEAST * LEAST * own ? 0 : (float) Math.sqrt(squares);
  }

  /** The feature that has a direction and a distance from here. */
  float[] feature(float[] direction, float distance) {
    float[] feature = direction.clone();
    for (int i = 0; i < feature.length; i++) {
      feature[i] = feature[i] * distance + (mean.length == 0 ? 0 : mean[i]);
    }
    return feature;
  }
}
