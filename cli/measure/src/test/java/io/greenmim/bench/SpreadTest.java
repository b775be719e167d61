package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void takesTheMiddle() {
    assertEquals(new Spread(2, 1, 9, 9), Spread.of(List.of(9.0, 1.0, 2.0)));
    assertEquals(new Spread(3, 1, 9, 9), Spread.of(List.of(4.0, 9.0, 1.0, 2.0)));
    assertEquals(new Spread(5, 5, 5, 5), Spread.of(List.of(5.0)));
    assertEquals("3.0 (1.0..9.0)", Spread.of(List.of(4.0, 9.0, 1.0, 2.0)).text("%.1f"));
  }

  @Test
  void nineTenthsAreNotAboveP90() {
    assertEquals(
        9, Spread.of(IntStream.rangeClosed(1, 10).asDoubleStream().boxed().toList()).p90());
    assertEquals(
        10, Spread.of(IntStream.rangeClosed(1, 11).asDoubleStream().boxed().toList()).p90());
  }

  @Test
  void wantsAValue() {
    assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
  }
}
