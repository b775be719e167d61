package io.greenmim.examples;

import io.greenmim.train.predict.FolderPredictor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Computes the features of a folder of images, and finds the one that is nearest to another. */
public final class EmbedFolder {

  private EmbedFolder() {}

  /**
   * Runs the example.
   *
   * @param args folder, id or address of a model; a folder of images; the name of one of them
   * @throws Exception if the model or the folder cannot be read
   */
  public static void main(String[] args) throws Exception {
    Map<String, float[]> features = new LinkedHashMap<>();
    try (FolderPredictor<float[]> predictor =
        FolderPredictor.builder(float[].class)
            .setModel(args[0])
            .setImages(Path.of(args[1]))
            .build()) {
      predictor.run(features::put);
    }
    float[] wanted = features.remove(args[2]);
    String nearest = null;
    for (String name : features.keySet()) {
      if (nearest == null
          || cosine(wanted, features.get(name)) > cosine(wanted, features.get(nearest))) {
        nearest = name;
      }
    }
    System.out.println(nearest);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squares = 0;
    double others = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squares += a[i] * a[i];
      others += b[i] * b[i];
    }
    return product / Math.sqrt(squares * others);
  }
}
