package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sorts photographs by how much they look like one, with the trained weights in the jar: no
 * network, no training, no labels.
 */
public final class NearestPhotographs {

  private NearestPhotographs() {}

  /**
   * Runs the example.
   *
   * @param args id of an encoder, such as {@code twins_svt_nano}; a photograph; photographs to sort
   * @throws Exception if the model or a photograph cannot be loaded
   */
  public static void main(String[] args) throws Exception {
    Criteria<Path, float[]> criteria =
        Criteria.builder()
            .setTypes(Path.class, float[].class)
            .optGroupId("io.greenmim")
            .optArtifactId(args[0])
            .build();
    Map<Path, float[]> features = new LinkedHashMap<>();
    try (ZooModel<Path, float[]> model = criteria.loadModel();
        Predictor<Path, float[]> predictor = model.newPredictor()) {
      System.out.printf("%s, pretrained=%s%n", args[0], model.getProperty("pretrained"));
      for (String name : List.of(args).subList(1, args.length)) {
        features.put(Path.of(name), predictor.predict(Path.of(name)));
      }
    }
    centre(features);
    Path query = Path.of(args[1]);
    float[] sought = features.remove(query);
    features.entrySet().stream()
        .sorted(Comparator.comparingDouble(other -> -cosine(sought, other.getValue())))
        .forEach(other -> System.out.println(other.getKey().getFileName()));
  }

  /** Takes off the mean, which all photographs have in common. */
  private static void centre(Map<Path, float[]> features) {
    int length = features.values().iterator().next().length;
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (float[] feature : features.values()) {
        sum += feature[i];
      }
      for (float[] feature : features.values()) {
        feature[i] -= (float) (sum / features.size());
      }
    }
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot / Math.sqrt(squares(a) * squares(b));
  }

  private static double squares(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return sum;
  }
}
