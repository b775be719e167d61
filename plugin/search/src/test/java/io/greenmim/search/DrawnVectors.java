package io.greenmim.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Vectors of images that were never drawn, and what is nearest to them without an index. */
final class DrawnVectors {

  static final Path PHOTOS = Path.of("photos");
  static final VectorSpace SPACE = new VectorSpace("nano", "224", "0123456789abcdef", false);

  private DrawnVectors() {}

  /** Vectors around a few places, as features of photographs are. */
  static List<float[]> draw(int count, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> places = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      places.add(vector(random, length, 1));
    }
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = vector(random, length, 0.5);
      float[] place = places.get(random.nextInt(places.size()));
      for (int j = 0; j < length; j++) {
        vector[j] += place[j];
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static float[] vector(SplittableRandom random, int length, double scale) {
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = (float) (scale * random.nextDouble(-1, 1));
    }
    return vector;
  }

  static String name(int number) {
    return (number % 2 == 0 ? "even/" : "odd/") + number + ".jpg";
  }

  static IndexedImage image(String name) {
    return new IndexedImage(name, 10, 20, "%08x".formatted(name.hashCode()));
  }

  /** Writes an index of vectors. */
  static void write(Path folder, List<float[]> vectors) throws IOException {
    try (ImageIndexWriter writer = ImageIndexWriter.open(folder, PHOTOS, SPACE)) {
      for (int i = 0; i < vectors.size(); i++) {
        writer.put(image(name(i)), vectors.get(i));
      }
      writer.finish();
    }
  }

  /** The nearest by a look at each, as directions from the mean. */
  static List<String> nearest(List<float[]> vectors, float[] asked, int count) {
    Centre centre = Centre.of(vectors);
    float[] direction = centre.direction(asked);
    return IntStream.range(0, vectors.size())
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -dot(direction, centre.direction(vectors.get(i)))))
        .limit(count)
        .map(DrawnVectors::name)
        .toList();
  }

  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  static List<String> names(Found found) {
    return found.images().stream().map(Found.Hit::name).toList();
  }
}
