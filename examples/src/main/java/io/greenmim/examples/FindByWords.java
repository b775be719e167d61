package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the images of a folder that fit some words best, with a model that {@code align} made. */
public final class FindByWords {

  private static final int SHOWN = 5;

  private FindByWords() {}

  /**
   * Runs the example.
   *
   * @param args folder or address of the model; folder of images; words
   * @throws Exception if the model or an image cannot be loaded
   */
  public static void main(String[] args) throws Exception {
    float[] words;
    try (ZooModel<String, float[]> model = load(args[0], String.class);
        Predictor<String, float[]> predictor = model.newPredictor()) {
      words = predictor.predict(String.join(" ", List.of(args).subList(2, args.length)));
    }
    Map<Path, Double> fits = new LinkedHashMap<>();
    try (ZooModel<Path, float[]> model = load(args[0], Path.class);
        Predictor<Path, float[]> predictor = model.newPredictor();
        Stream<Path> files = Files.list(Path.of(args[1]))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".png")).sorted().toList()) {
        fits.put(file, dot(words, predictor.predict(file)));
      }
    }
    fits.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .forEach(found -> System.out.printf("%s %s%n", found.getKey(), found.getValue()));
  }

  private static <I> ZooModel<I, float[]> load(String model, Class<I> input) throws Exception {
    return Criteria.builder()
        .setTypes(input, float[].class)
        .optModelUrls(model)
        .build()
        .loadModel();
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
