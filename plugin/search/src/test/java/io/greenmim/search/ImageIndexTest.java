package io.greenmim.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageIndexTest {

  private static final int COUNT = 3000;
  private static final int LENGTH = 48;

  @TempDir private Path folder;

  @Test
  void theGraphFindsWhatALookAtEachVectorFinds() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(COUNT, LENGTH, 1);
    DrawnVectors.write(folder, vectors.subList(0, 900)); // all of them make the mean
    try (ImageIndex index = ImageIndex.open(folder)) {
      assertEquals(900, index.size());
      assertEquals(DrawnVectors.SPACE, index.space());
      assertEquals(DrawnVectors.PHOTOS.toAbsolutePath(), index.images());
      int right = 0;
      for (float[] asked : vectors.subList(1000, 1050)) {
        Found found = index.search(VectorQuery.of(asked, 10));
        List<String> nearest = DrawnVectors.nearest(vectors.subList(0, 900), asked, 10);
        assertEquals(10, found.images().size());
        Set<String> both = new HashSet<>(DrawnVectors.names(found));
        both.retainAll(nearest);
        right += both.size();
        Found exact = index.search(new VectorQuery(asked, 10, VectorQuery.ALL, ""));
        assertEquals(nearest, DrawnVectors.names(exact));
        assertEquals(900, exact.visited());
      }
      assertTrue(right >= 495, () -> "of 500 nearest ones were found too few");
    }
  }

  @Test
  void aSearchVisitsAPartOfTheVectorsAndSaysHowMany() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(COUNT, LENGTH, 2);
    DrawnVectors.write(folder, vectors);
    try (ImageIndex index = ImageIndex.open(folder)) {
      Found narrow = index.search(new VectorQuery(vectors.get(7), 5, 5, ""));
      Found broad = index.search(new VectorQuery(vectors.get(7), 5, 400, ""));
      assertEquals("odd/7.jpg", narrow.images().get(0).name());
      assertEquals(1, narrow.images().get(0).cosine(), 1e-5);
      assertTrue(narrow.visited() > 5 && narrow.visited() < broad.visited());
      assertTrue(broad.visited() < COUNT, () -> "visited " + broad.visited());
    }
  }

  @Test
  void vectorsMayHaveMoreNumbersThanLucenesOwnLimit() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(60, 2048, 3);
    DrawnVectors.write(folder, vectors);
    try (ImageIndex index = ImageIndex.open(folder)) {
      Found found = index.search(VectorQuery.of(vectors.get(11), 3));
      assertEquals("odd/11.jpg", found.images().get(0).name());
    }
  }

  @Test
  void aFolderHoldsWhatIsBelowItAlone() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(40, 8, 4);
    DrawnVectors.write(folder, vectors);
    try (ImageIndexWriter writer =
        ImageIndexWriter.open(folder, DrawnVectors.PHOTOS, DrawnVectors.SPACE)) {
      writer.put(DrawnVectors.image("even2/x.jpg"), vectors.get(0));
    }
    try (ImageIndex index = ImageIndex.open(folder)) {
      VectorQuery all = VectorQuery.of(vectors.get(0), 40);
      List<String> even = DrawnVectors.names(index.search(all.inFolder("./even/")));
      assertEquals(20, even.size());
      assertTrue(even.stream().allMatch(name -> name.startsWith("even/")));
      assertEquals(List.of(), DrawnVectors.names(index.search(all.inFolder("eve"))));
    }
  }

  /** Unrelated features of one model may have cosines of 0.999. */
  @Test
  void whatAllFeaturesHaveInCommonCountsForNothing() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(300, 16, 5);
    vectors.forEach(vector -> vector[0] += 1000);
    DrawnVectors.write(folder, vectors);
    try (ImageIndex index = ImageIndex.open(folder)) {
      Found found = index.search(new VectorQuery(vectors.get(3), 300, 300, ""));
      assertTrue(found.images().get(299).cosine() < 0, found.images()::toString);
      assertEquals(
          DrawnVectors.nearest(vectors, vectors.get(3), 5),
          DrawnVectors.names(found).subList(0, 5));
    }
  }

  @Test
  void theMeanOfFewImagesGivesWayToThatOfMore() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(200, 16, 6);
    vectors.forEach(vector -> vector[0] += 50);
    DrawnVectors.write(folder, vectors.subList(0, 3));
    DrawnVectors.write(folder, vectors);
    try (ImageIndex index = ImageIndex.open(folder)) {
      Found found = index.search(VectorQuery.of(vectors.get(9), 10));
      assertEquals(DrawnVectors.nearest(vectors, vectors.get(9), 10), DrawnVectors.names(found));
    }
  }

  @Test
  void vectorsThatTextsShareStayAsTheyAre() throws Exception {
    VectorSpace texts = new VectorSpace("aligned", "224", "aa", true);
    float[] x = {3, 0};
    float[] y = {3, 3};
    try (ImageIndexWriter writer = ImageIndexWriter.open(folder, DrawnVectors.PHOTOS, texts)) {
      writer.put(DrawnVectors.image("x"), x);
      writer.put(DrawnVectors.image("y"), y);
    }
    try (ImageIndex index = ImageIndex.open(folder)) {
      Found found = index.search(VectorQuery.of(new float[] {1, 0}, 2));
      assertEquals(List.of("x", "y"), DrawnVectors.names(found));
      assertEquals(Math.sqrt(0.5), found.images().get(1).cosine(), 1e-6);
    }
  }

  @Test
  void oneImageIsFoundToo() throws Exception {
    float[] only = {1, 2, 3};
    DrawnVectors.write(folder, List.of(only));
    try (ImageIndex index = ImageIndex.open(folder)) {
      assertEquals(1, index.search(VectorQuery.of(only, 5)).images().get(0).cosine(), 1e-6);
    }
  }

  @Test
  void vectorsThatDoNotFitAreRefused() throws Exception {
    DrawnVectors.write(folder, DrawnVectors.draw(9, 8, 7));
    try (ImageIndex index = ImageIndex.open(folder)) {
      IllegalArgumentException longer =
          assertThrows(
              IllegalArgumentException.class,
              () -> index.search(VectorQuery.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1)));
      assertTrue(longer.getMessage().contains("expected 8 numbers"), longer.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> index.search(VectorQuery.of(new float[] {Float.NaN, 2, 3, 4, 5, 6, 7, 8}, 1)));
    }
    assertThrows(IllegalArgumentException.class, () -> VectorQuery.of(new float[8], 0));
    assertThrows(IllegalArgumentException.class, () -> new VectorQuery(new float[8], 5, 4, ""));
  }

  @Test
  void manyThreadsSearchAtOnce() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(400, LENGTH, 8);
    DrawnVectors.write(folder, vectors);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ImageIndex index = ImageIndex.open(folder)) {
      Callable<List<Found>> work =
          () -> {
            List<Found> found = new ArrayList<>();
            for (float[] vector : vectors) {
              found.add(index.search(VectorQuery.of(vector, 3)));
            }
            return found;
          };
      List<Found> alone = work.call();
      for (Future<List<Found>> other : threads.invokeAll(List.of(work, work, work, work))) {
        assertEquals(alone, other.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void imagesThatAreAlikeAreGroups() throws Exception {
    List<float[]> vectors = DrawnVectors.draw(300, LENGTH, 9);
    for (int i = 1; i <= 20; i++) { // more copies than neighbours that are looked at
      float[] copy = vectors.get(0).clone();
      copy[0] += i * 1e-3f;
      vectors.add(copy);
    }
    DrawnVectors.write(folder, vectors);
    try (ImageIndexWriter writer =
        ImageIndexWriter.open(folder, DrawnVectors.PHOTOS, DrawnVectors.SPACE)) {
      IndexedImage twin = DrawnVectors.image(DrawnVectors.name(5));
      writer.put(new IndexedImage("twin.jpg", 10, 20, twin.content()), vectors.get(6));
      writer.putUnreadable(new IndexedImage("broken.jpg", 10, 20, twin.content()), "no image");
    }
    try (ImageIndex index = ImageIndex.open(folder)) {
      List<DuplicateGroup> groups = index.duplicates(0.9999);
      List<String> copies = new ArrayList<>(List.of(DrawnVectors.name(0)));
      for (int i = 300; i < 320; i++) {
        copies.add(DrawnVectors.name(i));
      }
      copies.sort(null);
      DuplicateGroup many =
          groups.stream().filter(group -> group.names().size() > 3).findFirst().orElseThrow();
      assertEquals(copies, many.names());
      assertTrue(many.cosine() >= 0.9999 && !many.sameBytes());
      // The twin has one's bytes and the other's vector.
      assertEquals(
          List.of(List.of("even/6.jpg", "odd/5.jpg", "twin.jpg")),
          groups.stream().map(DuplicateGroup::names).filter(g -> g.size() == 3).toList());
      assertThrows(IllegalArgumentException.class, () -> index.duplicates(1.5));
    }
  }
}
