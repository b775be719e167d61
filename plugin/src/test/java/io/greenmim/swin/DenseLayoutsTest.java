package io.greenmim.swin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.greenmim.grouping.WindowShift;
import io.greenmim.testing.TinyModels;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseLayoutsTest {

  @Test
  void theLastFewSizesAreKept() {
    DenseLayouts layouts = new DenseLayouts(TinyModels.swin(128, 4), WindowShift.ALWAYS);
    List<StageLayout> first = layouts.of(8, 8);
    for (int i = 1; i < DenseLayouts.KEPT; i++) {
      layouts.of(8, 8 + i);
    }
    assertSame(first, layouts.of(8, 8), "kept, and used last");
    layouts.of(9, 9);
    assertSame(first, layouts.of(8, 8));
    for (int i = 0; i < 100; i++) {
      layouts.of(10, 10 + i);
      assertEquals(DenseLayouts.KEPT, layouts.size());
    }
    assertNotSame(first, layouts.of(8, 8), "made again");
  }

  @Test
  void detectorsShiftWindowsThatCoverTheGridAndClassifiersDoNot() {
    int last = 3;
    StageLayout classifier =
        new DenseLayouts(TinyModels.swin(128, 4), WindowShift.UNLESS_SINGLE).of(32, 32).get(last);
    assertSame(classifier.regular(), classifier.shifted());
    assertNull(classifier.shifted().scores());
    StageLayout detector =
        new DenseLayouts(TinyModels.swin(128, 4), WindowShift.ALWAYS).of(32, 32).get(last);
    assertNotSame(detector.regular(), detector.shifted());
    assertNotNull(detector.shifted().scores());
  }
}
