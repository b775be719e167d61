package io.greenmim.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeTest {

  record Sized(ImageSize imageSize) {}

  @ParameterizedTest
  @CsvSource({"224, 224, 224", "160x320, 160, 320", "64x64, 64, 64"})
  void readsWhatPeopleWrite(String text, int height, int width) {
    assertEquals(new ImageSize(height, width), ImageSize.parse(text));
  }

  @Test
  void writesOneSideOfSquares() {
    assertEquals("224", ImageSize.square(224).toString());
    assertEquals("160x320", new ImageSize(160, 320).toString());
    assertEquals(320, new ImageSize(160, 320).longer());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "224x", "160x320x3", "-1", "1.5", "0", "0x32", "32x0"})
  void refusesOtherTexts(String text) {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> ImageSize.parse(text))
            .getMessage()
            .startsWith("imageSize: expected "));
  }

  @Test
  void isANumberOrAListInJson() {
    for (ImageSize size : List.of(ImageSize.square(224), new ImageSize(160, 320))) {
      Map<String, Object> written = RecordMapper.write(new Sized(size));
      assertEquals(size.isSquare() ? (Object) 224 : List.of(160, 320), written.get("imageSize"));
      assertEquals(new Sized(size), RecordMapper.read(Sized.class, written, "file"));
    }
    Map<String, Object> doubles = Map.of("imageSize", List.of(160.0, 320.0));
    assertEquals(
        new Sized(new ImageSize(160, 320)), RecordMapper.read(Sized.class, doubles, "file"));
  }

  @Test
  void refusesOtherValuesInJson() {
    for (Object value : List.of("224", List.of(1), List.of(1, 2, 3), Map.of(), 1.5)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> RecordMapper.read(Sized.class, Map.of("imageSize", value), "file"));
      assertTrue(e.getMessage().startsWith("file: imageSize: expected a"), e.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class, () -> RecordMapper.read(Sized.class, Map.of(), "file"));
  }
}
