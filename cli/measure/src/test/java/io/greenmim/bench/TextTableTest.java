package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void alignsColumns() {
    TextTable table =
        new TextTable()
            .texts("case")
            .values("ms", "%.1f")
            .values("of", "%.1f")
            .values("note", "%s")
            .row("a", 1.52, new Spread(2, 1, 3, 4), "")
            .row("longer", "100", "", 'x');
    assertEquals(
        List.of(
            "case     ms              of  note",
            "a       1.5  2.0 (1.0..4.0)",
            "longer  100                     x"),
        table.text().lines().toList());
  }

  @Test
  void wantsACellForEachColumn() {
    TextTable table = new TextTable().texts("case").values("ms", "%s");
    assertThrows(IllegalArgumentException.class, () -> table.row("a"));
  }
}
