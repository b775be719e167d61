package io.greenmim.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @Test
  void valuesArePlain() throws JsonText.Malformed {
    Map<String, Object> read =
        JsonText.object(
            "\ufeff{\"a\": [1, -2.5, true, null], \"b\": {\"c\": \"\\u00e9\\n\"},"
                + " \"d\": 9007199254740993, \"e\": 12345678901234567890}");
    assertEquals(Arrays.asList(1L, -2.5, true, null), read.get("a"));
    assertEquals(Map.of("c", "\u00e9\n"), read.get("b"));
    assertEquals(9007199254740993L, read.get("d"), "exact beyond the doubles");
    assertEquals(1.2345678901234567E19, read.get("e"));
    assertEquals(List.of("a", "b", "d", "e"), List.copyOf(read.keySet()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[1]",
        "1",
        "{\"a\": 1} 2",
        "{\"a\": 1",
        "{\"a\": NaN}",
        "{\"a\": TRUE}",
        "{\"a\": 1e999}",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": 1,}",
        "{\"a\": 1; \"b\": 2}",
        "{\"a\": \"\t\"}",
        "{\"a\": \"\\'\"}",
        "{\"a\": 1} // text",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": 01}"
      })
  void everythingElseIsRefusedInOneLine(String text) {
    JsonText.Malformed e = assertThrows(JsonText.Malformed.class, () -> JsonText.object(text));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  @Test
  void depthIsLimited() throws JsonText.Malformed {
    String most = "{\"a\": " + "[".repeat(JsonText.DEEPEST - 1) + "]".repeat(JsonText.DEEPEST - 1);
    assertEquals(1, JsonText.object(most + "}").size());
    String deep = "{\"a\": " + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}";
    JsonText.Malformed e = assertThrows(JsonText.Malformed.class, () -> JsonText.object(deep));
    assertEquals("values nested deeper than 64", e.getMessage());
  }
}
