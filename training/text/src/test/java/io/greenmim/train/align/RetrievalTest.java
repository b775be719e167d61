package io.greenmim.train.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Hits counted by hand. */
class RetrievalTest {

  private static final float[][] AXES = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};

  private static List<Set<Integer>> own(int... sentences) {
    return IntStream.of(sentences).mapToObj(Set::of).toList();
  }

  @Test
  void allAreFoundWhereVectorsAgree() {
    Retrieval found = Retrieval.of(AXES, AXES, own(0, 1, 2));
    assertEquals(List.of(1.0, 1.0, 1.0), found.ofImages().stream().map(p -> p.share()).toList());
    assertEquals(1.0, found.ofSentences().get(0).share());
    assertEquals(1.0 / 3, found.chanceOfImages().get(0), 1e-12);
    assertEquals(1, found.chanceOfImages().get(1), 1e-12);
  }

  @Test
  void whatIsAsNearCountsAsNearer() {
    float[][] same = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
    Retrieval found = Retrieval.of(same, same, own(0, 1, 2));
    assertEquals(0, found.ofImages().get(0).hits());
    assertEquals(3, found.ofImages().get(1).hits());
  }

  /** Two images of one sentence: each finds it, and it is found by either. */
  @Test
  void aSentenceOfSeveralImagesBelongsToAll() {
    float[][] sentences = {{1, 0, 0}, {0, 0, 1}};
    float[][] images = {{0.6f, 0.8f, 0}, {0.8f, 0.6f, 0}, {0, 0.6f, 0.8f}};
    Retrieval found = Retrieval.of(images, sentences, own(0, 0, 1));
    assertEquals(3, found.ofImages().get(0).hits());
    assertEquals(2, found.ofSentences().get(0).hits());
    assertEquals((2.0 / 3 + 1.0 / 3) / 2, found.chanceOfSentences().get(0), 1e-12);
  }

  @Test
  void theTableNamesSharesIntervalsControlAndChance() {
    Retrieval found = Retrieval.of(AXES, AXES, own(0, 1, 2));
    Retrieval control = Retrieval.of(AXES, AXES, own(1, 2, 0));
    String table = String.join("\n", found.lines(control));
    assertTrue(table.contains("3 images, 3 sentences"), table);
    assertTrue(table.contains("sentences of images  100.0 % (43.9 to 100.0)"), table);
    assertTrue(table.contains("  shuffled           0.0 %"), table);
    assertTrue(table.contains("  by chance          33.3 %"), table);
  }
}
