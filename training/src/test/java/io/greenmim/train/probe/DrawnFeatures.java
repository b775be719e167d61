package io.greenmim.train.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Features of classes that lie around centres of their own, on scales that differ by channel. */
final class DrawnFeatures {

  static final int CHANNELS = 12;

  private DrawnFeatures() {}

  /** So many features of each class, the classes in turn. */
  static FeatureTable of(int classes, int ofEach, double noise, long seed) {
    Random centres = new Random(1);
    double[][] centre = new double[classes][CHANNELS];
    for (double[] one : centre) {
      for (int c = 0; c < CHANNELS; c++) {
        one[c] = centres.nextGaussian();
      }
    }
    Random random = new Random(seed);
    List<float[]> features = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < classes * ofEach; i++) {
      float[] feature = new float[CHANNELS];
      for (int c = 0; c < CHANNELS; c++) {
        double value = centre[i % classes][c] + noise * random.nextGaussian();
        feature[c] = (float) (3 + Math.pow(10, c % 4 - 2) * value);
      }
      features.add(feature);
      labels.add(i % classes);
    }
    return new FeatureTable(features, labels);
  }
}
