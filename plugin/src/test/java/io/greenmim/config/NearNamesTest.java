package io.greenmim.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearNamesTest {

  @Test
  void theNearestComeFirst() {
    assertEquals(
        List.of("head", "seed", "topK"), NearNames.of("haed", List.of("topK", "head", "seed")));
  }

  @ParameterizedTest
  @CsvSource({
    "haed, true",
    "heads, true",
    "hed, true",
    "heat, true",
    "head, false",
    "hedd, true",
    "pad, false",
    "width, false"
  })
  void misspeltIsOneSlipAway(String name, boolean expected) {
    assertEquals(expected, NearNames.misspelt(name, "head"));
  }
}
