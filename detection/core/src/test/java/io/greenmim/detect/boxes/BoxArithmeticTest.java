package io.greenmim.detect.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Coding, overlap, levels and the order of scores. */
class BoxArithmeticTest {

  private static final BoxCodec CODEC = new BoxCodec(List.of(10.0, 10.0, 5.0, 5.0));

  @Test
  void encodesShiftsAndRatios() {
    float[] deltas = CODEC.encode(Boxes.of(0, 0, 10, 20), Boxes.of(5, 0, 15, 40));

    assertArrayEquals(new float[] {5, 5, 0, 5 * (float) Math.log(2)}, deltas, 1e-6f);
  }

  @Test
  void decodesEveryClass() {
    Boxes decoded = CODEC.decode(new float[] {0, 0, 0, 0, 10, 0, 0, 0}, Boxes.of(0, 0, 10, 20));

    assertEquals(Boxes.of(0, 0, 10, 20, 10, 0, 20, 20), decoded);
    assertEquals(Boxes.NONE, CODEC.decode(new float[0], Boxes.NONE));
  }

  @Test
  void noBoxGrowsWithoutLimit() {
    Boxes decoded = CODEC.decode(new float[] {0, 0, 1000, -1000}, Boxes.of(0, 0, 16, 16));

    assertEquals(1000, decoded.width(0), 1e-3);
    assertEquals(0, decoded.height(0));
  }

  @Test
  void refusesBoxesWithoutArea() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> CODEC.encode(Boxes.of(0, 0, 1, 1), Boxes.of(3, 3, 3, 9)));

    assertEquals("box 0: expected positive sides, got 0.0 x 6.0", refused.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> CODEC.decode(new float[3], Boxes.of(1, 1, 2, 2)));
  }

  @Property
  void decodingUndoesEncoding(@ForAll @Size(8) List<@FloatRange(min = 1, max = 50) Float> numbers) {
    float[] v = new float[8];
    for (int i = 0; i < 8; i++) {
      v[i] = numbers.get(i);
    }
    Boxes from = Boxes.of(v[0], v[1], v[0] + v[2], v[1] + v[3]);
    Boxes to = Boxes.of(v[4], v[5], v[4] + v[6], v[5] + v[7]);

    Boxes decoded = CODEC.decode(CODEC.encode(from, to), from);

    assertArrayEquals(to.corners(), decoded.corners(), 1e-3f);
  }

  @Test
  void overlapsOfBoxesThatTouchOrAreEmptyAreZero() {
    Boxes rows = Boxes.of(0, 0, 10, 10, 5, 5, 5, 5);
    Boxes columns = Boxes.of(10, 0, 20, 10, 0, 0, 10, 5, 5, 5, 5, 5);

    assertArrayEquals(new float[] {0, 0.5f, 0, 0, 0, 0}, BoxOverlap.iou(rows, columns));
  }

  @Test
  void manyColumnsComeInPieces() {
    float[] corners = new float[4 * 5000];
    for (int i = 0; i < 5000; i++) {
      corners[4 * i] = i;
      corners[4 * i + 2] = i + 1f;
      corners[4 * i + 3] = 1;
    }
    float[] overlaps = BoxOverlap.iou(Boxes.of(4000, 0, 4001, 1), Boxes.of(corners));

    for (int i = 0; i < 5000; i++) {
      assertEquals(i == 4000 ? 1 : 0, overlaps[i]);
    }
  }

  @Test
  void levelsChangeAtPowersOfTwo() {
    LevelAssignment levels = new LevelAssignment(2, 5, 224, 4);
    Boxes squares =
        Boxes.of(
            0, 0, 1, 1, 0, 0, 111.9f, 111.9f, 0, 0, 112, 112, 0, 0, 224, 224, 0, 0, 448, 448, 0, 0,
            9999, 9999, 3, 3, 3, 3);

    assertArrayEquals(new int[] {2, 2, 3, 4, 5, 5, 2}, levels.levels(squares));
  }

  @Property
  void scoresAreOrderedLikeAStableSort(@ForAll float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.isNaN(scores[i]) || i % 3 == 0 ? 1 : scores[i] + 0f;
    }
    int[] order = ScoreOrder.descending(scores);

    int[] expected =
        java.util.stream.IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Float.compare(scores[b], scores[a]))
            .mapToInt(i -> i)
            .toArray();
    assertArrayEquals(expected, order);
    assertArrayEquals(
        Arrays.copyOf(expected, Math.min(2, expected.length)), ScoreOrder.best(scores, 2));
  }

  @Test
  void knowsWhatIsNoBox() {
    Boxes boxes = Boxes.of(1, 2, 3, Float.NaN, 1, 2, 3, 4, 1, Float.NEGATIVE_INFINITY, 3, 4);

    assertTrue(boxes.isFinite(1));
    assertEquals(List.of(false, false), List.of(boxes.isFinite(0), boxes.isFinite(2)));
  }
}
