package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {

  private static final double COSINE_TOLERANCE = 1e-12;

  private static final List<String> NAMES =
      List.of("a.jpg", "b.jpg", "photo c.jpg", "d.jpg", "e.jpg");

  /**
   * The mean is (10, 20); from there a and b point to the right, b farther, c to the upper right
   * along (3, 4), d to the left and e down.
   */
  private static final List<float[]> FEATURES =
      List.of(
          new float[] {11, 20},
          new float[] {15, 20},
          new float[] {13, 24},
          new float[] {1, 20},
          new float[] {10, 16});

  private final NearestNeighbours small = new NearestNeighbours(FEATURES);

  @Test
  void comparesDirectionsFromTheMean() {
    double[] toFirst = {1, 1, 0.6, -1, 0};
    double[] toThird = {0.6, 0.6, 1, -0.6, -0.8};
    for (int i = 0; i < toFirst.length; i++) {
      assertEquals(toFirst[i], small.similarity(0, i), COSINE_TOLERANCE, "a and " + i);
      assertEquals(toThird[i], small.similarity(i, 2), COSINE_TOLERANCE, "c and " + i);
    }
  }

  @Test
  void findsTheMostSimilarFirst() {
    assertEquals(List.of(1, 2, 4, 3), small.of(0, 4));
    assertEquals(List.of(1, 2), small.of(0, 2));
    assertEquals(List.of(1, 2, 4, 3), small.of(0, 99), "no more than there are");
    assertEquals(List.of(0, 1), small.of(2, 2), "of equals the lower number");
  }

  @Test
  void aFeatureAtTheMeanIsLikeNone() {
    NearestNeighbours line =
        new NearestNeighbours(List.of(new float[] {1}, new float[] {2}, new float[] {3}));
    assertEquals(0, line.similarity(0, 1));
    assertEquals(0, line.similarity(1, 1));
    assertEquals(-1, line.similarity(0, 2));
    assertEquals(List.of(1, 2), line.of(0, 2));
  }

  @Test
  void formatsATable() {
    assertEquals(
        """
        image        neighbour 1    neighbour 2
        a.jpg        b.jpg (1.000)  photo c.jpg (0.600)
        photo c.jpg  a.jpg (0.600)  b.jpg (0.600)
        """,
        small.table(NAMES, List.of(0, 2), 2));
    assertEquals(
        "image\na\n",
        new NearestNeighbours(FEATURES.subList(0, 1)).table(List.of("a"), List.of(0), 3));
  }

  @Test
  void laysOutThePictures() {
    PixelImage[] images =
        IntStream.range(0, 5)
            .mapToObj(i -> PixelImage.rgb(1, 1, new byte[] {(byte) i, 0, 0}))
            .toArray(PixelImage[]::new);
    ImageSheet sheet = small.sheet(NAMES, List.of(2, 0), 2, i -> images[i]);
    assertEquals(List.of("image", "neighbour 1", "neighbour 2"), sheet.titles());
    assertEquals(
        List.of(
            new ImageSheet.Row(
                List.of(images[2], images[0], images[1]),
                List.of("photo c.jpg", "0.600 a.jpg", "0.600 b.jpg")),
            new ImageSheet.Row(
                List.of(images[0], images[1], images[2]),
                List.of("a.jpg", "1.000 b.jpg", "0.600 photo c.jpg"))),
        sheet.rows());
  }

  @Test
  void similarityIsACosineForAnyFeature() {
    Random random = new Random(7);
    List<float[]> features = new ArrayList<>();
    for (int n = 0; n < 29; n++) {
      float[] feature = new float[17];
      for (int i = 0; i < feature.length; i++) {
        feature[i] = (float) (100 + random.nextGaussian());
      }
      features.add(feature);
    }
    features.add(features.get(3).clone());
    NearestNeighbours all = new NearestNeighbours(features);
    assertEquals(List.of(29), all.of(3, 1), "a copy is the nearest");
    for (int query = 0; query < 30; query++) {
      List<Integer> found = all.of(query, 30);
      assertEquals(29, found.stream().distinct().count());
      assertTrue(!found.contains(query));
      for (int i = 0; i < found.size(); i++) {
        double similarity = all.similarity(query, found.get(i));
        assertTrue(Math.abs(similarity) <= 1);
        assertEquals(similarity, all.similarity(found.get(i), query), COSINE_TOLERANCE);
        assertTrue(i == 0 || all.similarity(query, found.get(i - 1)) >= similarity);
      }
    }
  }

  @Test
  void namesTheFeatureThatDoesNotFit() {
    assertMessage("features: expected at least one, got none", List.of());
    assertMessage(
        "feature 1: expected 2 numbers, got 1", List.of(new float[] {1, 2}, new float[] {1}));
    assertMessage(
        "feature 1: expected finite numbers, got NaN",
        List.of(new float[] {1, 2}, new float[] {1, Float.NaN}));
  }

  private static void assertMessage(String message, List<float[]> features) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new NearestNeighbours(features));
    assertEquals(message, e.getMessage());
  }
}
