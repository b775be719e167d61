package io.greenmim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void alignsColumns() {
    TextTable table =
        new TextTable(List.of("case", "ms", "note"))
            .row(List.of("a", "1.5", ""))
            .row(List.of("longer", "100", "x"));
    assertEquals(
        List.of("case     ms  note", "a       1.5", "longer  100     x"),
        table.text().lines().toList());
  }

  @Test
  void wantsACellForEachColumn() {
    TextTable table = new TextTable(List.of("case", "ms"));
    assertThrows(IllegalArgumentException.class, () -> table.row(List.of("a")));
  }
}
