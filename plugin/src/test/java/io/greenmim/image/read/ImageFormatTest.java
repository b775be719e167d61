package io.greenmim.image.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatTest {

  @ParameterizedTest
  @CsvSource({
    "ffd8ffe0, JPEG",
    "89504e470d0a1a0a, PNG",
    "524946460000000057454250, WEBP",
    "49492a00, TIFF",
    "4d4d002a, TIFF",
    "49492b00, TIFF",
    "424d000000000000000000000000" + "28000000, BMP",
    "424d000000000000000000000000" + "0c000000, BMP",
    "424d000000000000000000000000" + "7c000000, BMP"
  })
  void theFirstBytesTellTheFormat(String hex, ImageFormat expected) {
    assertEquals(Optional.of(expected), ImageFormat.of(HexFormat.of().parseHex(hex)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "BM", "BMW is a maker of cars and engines", "RIFF....WAVE", "GIF89a"})
  void otherFilesHaveNone(String text) {
    assertEquals(Optional.empty(), ImageFormat.of(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void allAreNamed() {
    for (ImageFormat format : ImageFormat.values()) {
      assertEquals(true, ImageFormat.NAMES.contains(format.title()), format.title());
    }
  }
}
