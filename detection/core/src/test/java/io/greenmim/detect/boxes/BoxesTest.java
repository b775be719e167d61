package io.greenmim.detect.boxes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoxesTest {

  private static final Boxes TWO = Boxes.of(1, 2, 4, 8, -5, 0, 30, 12);

  @Test
  void measures() {
    assertEquals(2, TWO.size());
    assertEquals(3, TWO.width(0));
    assertEquals(6, TWO.height(0));
    assertEquals(420, TWO.area(1));
  }

  @Test
  void clipsToTheImage() {
    assertEquals(Boxes.of(1, 2, 4, 8, 0, 0, 20, 10), TWO.clip(10, 20));
  }

  @Test
  void scalesEachAxis() {
    assertEquals(Boxes.of(2, 6, 8, 24, -10, 0, 60, 36), TWO.scale(2, 3));
  }

  @Test
  void picksAndJoins() {
    Boxes swapped = Boxes.concat(List.of(TWO.select(new int[] {1}), TWO.select(new int[] {0})));

    assertEquals(Boxes.of(-5, 0, 30, 12, 1, 2, 4, 8), swapped);
  }

  @Test
  void refusesHalfABox() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Boxes.of(1, 2, 3));

    assertEquals(
        "corners: expected four numbers for each box, got 3 numbers", refused.getMessage());
  }
}
