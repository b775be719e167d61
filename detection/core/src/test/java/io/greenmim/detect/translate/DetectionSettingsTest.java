package io.greenmim.detect.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.detect.config.InputSize;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectionSettingsTest {

  private static final InputSize VALIDATED = new InputSize(320, 640);

  @Test
  void imagesHaveTheSizeOfTheValidationUnlessAnotherIsAskedFor() {
    assertEquals(new DetectionSettings(0.3, 320, 640), DetectionSettings.of(Map.of(), VALIDATED));
    assertEquals(
        new DetectionSettings(0.5, 480, 640),
        DetectionSettings.of(Map.of("threshold", "0.5", "shortEdge", 480.0), VALIDATED));
  }

  @Test
  void wrongNumbersAreNamed() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> DetectionSettings.of(Map.of("maxEdge", "wide"), VALIDATED));

    assertEquals("maxEdge: expected a number, got wide", refused.getMessage());
  }
}
