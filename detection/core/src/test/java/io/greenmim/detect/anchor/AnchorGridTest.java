package io.greenmim.detect.anchor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.AnchorConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorGridTest {

  private static final List<Integer> STRIDES = List.of(4, 8);

  private static AnchorGrid grid(double offset) {
    return new AnchorGrid(new AnchorConfig(List.of(8.0, 16.0), List.of(1.0, 4.0), offset), STRIDES);
  }

  @Test
  void goesRowByRowThenByRatio() {
    Anchors anchors = grid(0).of(List.of(new PixelSize(1, 2), new PixelSize(2, 1)));

    Boxes fine = Boxes.of(-4, -4, 4, 4, -2, -8, 2, 8, 0, -4, 8, 4, 2, -8, 6, 8);
    Boxes coarse = Boxes.of(-8, -8, 8, 8, -4, -16, 4, 16, -8, 0, 8, 16, -4, -8, 4, 24);
    assertEquals(List.of(fine, coarse), anchors.levels());
    assertEquals(Boxes.concat(List.of(fine, coarse)), anchors.all());
  }

  @Test
  void theOffsetIsAShareOfTheStride() {
    Anchors anchors = grid(0.5).of(List.of(new PixelSize(1, 1), new PixelSize(1, 1)));

    assertArrayEquals(
        new float[] {-4, -4, 12, 12}, anchors.levels().get(1).select(new int[] {0}).corners());
  }

  @Test
  void keepsTheAnchorsOfASize() {
    AnchorGrid grid = grid(0);
    List<PixelSize> maps = List.of(new PixelSize(3, 5), new PixelSize(2, 3));

    assertSame(grid.of(maps), grid.of(List.copyOf(maps)));
  }

  @Test
  void anImageOfThePublishedSizeHasTheKnownNumber() {
    AnchorGrid grid = new AnchorGrid(AnchorConfig.published(), List.of(4, 8, 16, 32, 64));
    List<PixelSize> maps =
        List.of(
            new PixelSize(200, 336),
            new PixelSize(100, 168),
            new PixelSize(50, 84),
            new PixelSize(25, 42),
            new PixelSize(13, 21));

    assertEquals(268569, grid.of(maps).all().size());
  }

  @Test
  void refusesMapsOfAnotherPyramid() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> grid(0).of(List.of(new PixelSize(1, 1))));

    assertEquals("maps: expected one for each of 2 levels, got 1", refused.getMessage());
  }
}
