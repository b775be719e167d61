package io.greenmim.train.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Which pictures have the most similar features, by the cosine of their angle. */
public final class NearestNeighbours {

  private final float[][] unit;

  /**
   * Takes the features. Their mean is taken off first: it is common to all pictures and says
   * nothing about their likeness.
   *
   * @param features one feature for each picture, all of one length
   */
  public NearestNeighbours(List<float[]> features) {
    int length = features.get(0).length;
    double[] mean = new double[length];
    for (float[] feature : features) {
      for (int i = 0; i < length; i++) {
        mean[i] += feature[i] / features.size();
      }
    }
    unit = features.stream().map(feature -> centred(feature, mean)).toArray(float[][]::new);
  }

  private static float[] centred(float[] feature, double[] mean) {
    double norm = 1e-12;
    for (int i = 0; i < feature.length; i++) {
      norm += Math.pow(feature[i] - mean[i], 2);
    }
    float[] out = new float[feature.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) ((feature[i] - mean[i]) / Math.sqrt(norm));
    }
    return out;
  }

  /**
   * Returns the cosine of the angle between two centred features.
   *
   * @param a number of a picture
   * @param b number of another
   * @return a number in [-1, 1]
   */
  public double similarity(int a, int b) {
    double sum = 0;
    for (int i = 0; i < unit[a].length; i++) {
      sum += (double) unit[a][i] * unit[b][i];
    }
    return sum;
  }

  /**
   * Finds the pictures most like one.
   *
   * @param query number of the picture
   * @param count how many to find; fewer if there are not as many others
   * @return numbers of other pictures, the most similar first
   */
  public List<Integer> of(int query, int count) {
    return IntStream.range(0, unit.length)
        .filter(i -> i != query)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -similarity(query, i)))
        .limit(count)
        .toList();
  }
}
