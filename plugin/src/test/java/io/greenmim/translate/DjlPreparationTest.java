package io.greenmim.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DjlPreparationTest {

  /** DJL resizes the shorter side: 146 = 128 x 256 / 224 covers the crop whatever the image is. */
  @Test
  void imagesThatAreNotSquareAreCutFromTheirCentre() {
    Map<String, Object> arguments = new HashMap<>();
    DjlPreparation.addTo(arguments, new ImageSize(64, 128), Preprocessing.IMAGENET);
    assertEquals("128", arguments.get("width"));
    assertEquals("64", arguments.get("height"));
    assertEquals("true", arguments.get("centerCrop"));
    assertTrue(arguments.get("resizeShort").toString().startsWith("146,"));
  }
}
