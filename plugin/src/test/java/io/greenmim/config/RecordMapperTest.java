package io.greenmim.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordMapperTest {

  private final ModelConfig config =
      ModelConfig.masked(
          "swin_nano_patch4_window7_224",
          Variants.swin("swin_nano_patch4_window7_224"),
          Variants.mim("swin_nano_patch4_window7_224"));

  @Test
  void roundTrips() {
    Map<String, Object> map = RecordMapper.write(config);
    assertEquals(config, RecordMapper.read(ModelConfig.class, map, "test"));
  }

  @Test
  void readsWholeNumbersThatCameAsDoubles() {
    Map<String, Object> map = RecordMapper.write(Variants.swin("swin_nano_patch4_window7_224"));
    map.put("window", 14.0);
    map.put("depths", List.of(2.0, 2.0, 6.0, 2.0));
    assertEquals(14, RecordMapper.read(SwinConfig.class, map, "test").window());
  }

  /** A record with a list of fractions. */
  public record Times(List<Double> millis) {}

  @Test
  void readsFractionsInLists() {
    Map<String, Object> map = RecordMapper.write(new Times(List.of(0.5, 2.25)));
    assertEquals(new Times(List.of(0.5, 2.25)), RecordMapper.read(Times.class, map, "test"));
    map.put("millis", List.of(1L, "x"));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> RecordMapper.read(Times.class, map, "test"));
    assertEquals("test: millis: expected a number, got x", e.getMessage());
  }

  /** A record with values of any kind by name, and a path. */
  public record Origin(Map<String, Object> options) {}

  /** A record that is only written. */
  public record Place(Path folder) {}

  @Test
  void keepsMapsOfPlainValuesAndWritesPathsAsTexts() {
    Origin origin = new Origin(Map.of("epochs", 3L, "nested", Map.of("a", List.of("b"))));
    Map<String, Object> map = RecordMapper.write(origin);
    assertEquals(origin, RecordMapper.read(Origin.class, map, "test"));
    assertEquals(Map.of("folder", "a"), RecordMapper.write(new Place(Path.of("a"))));
    map.put("options", "x");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> RecordMapper.read(Origin.class, map, "test"));
    assertEquals("test: options: expected keys and values, got x", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "windw, 7, unknown key windw",
    "window, 7.5, expected a whole number",
    "window, x, whole"
  })
  void namesWhatIsWrong(String key, String value, String message) {
    Map<String, Object> map = RecordMapper.write(Variants.swin("swin_nano_patch4_window7_224"));
    map.put(key, value.matches("[\\d.]+") ? (Object) Double.valueOf(value) : value);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> RecordMapper.read(SwinConfig.class, map, "file"));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void namesMissingKeys() {
    Map<String, Object> map = RecordMapper.write(MimConfig.published());
    map.remove("decoderDim");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> RecordMapper.read(MimConfig.class, map, "file"));
    assertTrue(e.getMessage().contains("decoderDim"), e.getMessage());
  }

  @Test
  void unknownVariantsNameTheNear() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Variants.swin("swin_nano_patch4_window7"));
    assertTrue(e.getMessage().contains("swin_nano_patch4_window7_224"), e.getMessage());
  }

  @Test
  void windowsShrinkToTheGrid() {
    SwinConfig w14 = Variants.swin("swin_base_patch4_window14_224");
    assertEquals(
        List.of(14, 14, 14, 7), List.of(0, 1, 2, 3).stream().map(w14::stageWindow).toList());
  }
}
