package io.greenmim.swin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.greenmim.config.GridSize;
import io.greenmim.config.ImageSize;
import io.greenmim.config.RecordMapper;
import io.greenmim.config.WindowOrder;
import io.greenmim.grouping.WindowLayout;
import io.greenmim.grouping.WindowShift;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowOrderTest {

  private static final int FILLER = 5;

  private static SwinConfig swin(ImageSize size, WindowOrder order) {
    return new SwinConfig(
        size, 4, 3, 4, List.of(2, 2, 2, 2), List.of(1, 1, 2, 4), 7, 4, 0, 1e-5, order);
  }

  /** What timm tells of its blocks for 160 x 320 pixels: windows of 5 x 7 last, shifted by 0, 3. */
  @Test
  void windowsAndShiftsAreTimms() {
    SwinConfig config = swin(new ImageSize(160, 320), WindowOrder.SHIFT_THEN_PAD);
    List<StageLayout> layouts = new DenseLayouts(config, WindowShift.UNLESS_SINGLE).of(40, 80);
    int[] widths = {80, 40, 20, 10};
    for (int stage = 0; stage < 4; stage++) {
      int down = stage == 3 ? 0 : 3;
      assertEquals(new GridSize(stage == 3 ? 5 : 7, 7), config.stageWindow(stage));
      assertEquals(0, layouts.get(stage).regular().tokenOfSlot()[0]);
      assertEquals(down * widths[stage] + 3, layouts.get(stage).shifted().tokenOfSlot()[0]);
    }
    assertEquals(35, layouts.get(3).regular().groupSize());
    assertEquals(2, layouts.get(3).regular().groups());
  }

  /** A row of 5 tokens in windows of 4, shifted by 2. */
  @Test
  void fillersComeBeforeOrBehindTheShift() {
    assertArrayEquals(
        new int[] {2, 3, 4, FILLER, FILLER, FILLER, 0, 1},
        row(WindowOrder.PAD_THEN_SHIFT).tokenOfSlot());
    assertArrayEquals(
        new int[] {2, 3, 4, 0, 1, FILLER, FILLER, FILLER},
        row(WindowOrder.SHIFT_THEN_PAD).tokenOfSlot());
    for (WindowOrder order : WindowOrder.values()) {
      WindowLayout layout = row(order);
      for (int token = 0; token < 5; token++) {
        assertEquals(token, layout.tokenOfSlot()[layout.slotOfToken()[token]]);
      }
    }
  }

  private static WindowLayout row(WindowOrder order) {
    return WindowLayout.dense(1, 5, new GridSize(1, 4), WindowShift.UNLESS_SINGLE, order);
  }

  @Test
  void theOrderOnlyMattersWhereWindowsAreCutOff() {
    for (int side : List.of(224, 160)) {
      List<List<StageLayout>> both =
          Arrays.stream(WindowOrder.values())
              .map(order -> swin(ImageSize.square(224), order))
              .map(config -> new DenseLayouts(config, WindowShift.UNLESS_SINGLE))
              .map(layouts -> layouts.of(side / 4, side / 4))
              .toList();
      int[] first = both.get(0).get(0).shifted().tokenOfSlot();
      int[] second = both.get(1).get(0).shifted().tokenOfSlot();
      assertEquals(side == 224, Arrays.equals(first, second));
    }
  }

  @Test
  void filesSayItWhereItIsNotTheUsualOne() {
    SwinConfig usual = swin(ImageSize.square(224), null);
    Map<String, Object> written = RecordMapper.write(usual);
    assertFalse(written.containsKey("windowOrder"));
    assertEquals(usual, RecordMapper.read(SwinConfig.class, written, "file"));
    assertEquals(WindowOrder.PAD_THEN_SHIFT, usual.windowOrder());
    SwinConfig other = swin(ImageSize.square(224), WindowOrder.SHIFT_THEN_PAD);
    Map<String, Object> told = RecordMapper.write(other);
    assertEquals("shift_then_pad", told.get("windowOrder"));
    assertEquals(other, RecordMapper.read(SwinConfig.class, told, "file"));
    assertNotEquals(usual, other);
  }
}
