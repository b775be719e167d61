package io.greenmim.train.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.greenmim.config.Checks;
import io.greenmim.ops.EngineMemory;
import java.util.Collection;
import java.util.List;

/**
 * The features of labelled images, on the host.
 *
 * @param features a feature for each image, all of one length and finite
 * @param labels the class of each image, from 0
 */
public record FeatureTable(List<float[]> features, List<Integer> labels) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no image, a label is missing, or a feature has
   *     another length or a number that is not finite
   */
  public FeatureTable {
    features = List.copyOf(features);
    labels = List.copyOf(labels);
    Checks.that(!features.isEmpty(), "features: expected at least one, got none");
    Checks.that(
        features.size() == labels.size(),
        "labels: expected one for each of %s features, got %s",
        features.size(),
        labels.size());
    int length = features.get(0).length;
    for (int i = 0; i < features.size(); i++) {
      float[] feature = features.get(i);
      Checks.that(
          feature.length == length,
          "feature %s: expected %s numbers, got %s",
          i,
          length,
          feature.length);
      for (float value : feature) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "feature %s: expected finite numbers, got %s".formatted(i, value));
        }
      }
    }
  }

  /** {@return the number of images} */
  public int size() {
    return labels.size();
  }

  /** {@return how many numbers a feature has} */
  public int channels() {
    return features.get(0).length;
  }

  /**
   * Chooses images.
   *
   * @param places their numbers
   * @return features and labels of these, in this order
   */
  FeatureTable rows(Collection<Integer> places) {
    return new FeatureTable(
        places.stream().map(features::get).toList(), places.stream().map(labels::get).toList());
  }

  /** The features from one image up to another, (n, C), in the engine's memory. */
  NDArray array(NDManager manager, int from, int to) {
    float[] values = new float[Math.multiplyExact(to - from, channels())];
    for (int i = from; i < to; i++) {
      System.arraycopy(features.get(i), 0, values, (i - from) * channels(), channels());
    }
    return EngineMemory.own(manager.create(values, new Shape(to - from, channels())));
  }

  /** All features, (n, C). */
  NDArray array(NDManager manager) {
    return array(manager, 0, size());
  }

  /** All labels, (n), int32. */
  NDArray labelArray(NDManager manager) {
    int[] numbers = labels.stream().mapToInt(Integer::intValue).toArray();
    return EngineMemory.own(manager.create(numbers, new Shape(numbers.length)));
  }
}
