package io.greenmim.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.backbone.BackboneFamily;
import io.greenmim.backbone.Backbones;
import io.greenmim.image.ResampleFilter;
import io.greenmim.swin.SwinConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordMapperTest {

  private final ModelConfig config =
      ModelConfig.of(
          "swin_nano_patch4_window7_224",
          Backbones.variant("swin_nano_patch4_window7_224").encoder(),
          Backbones.variant("swin_nano_patch4_window7_224").decoder());

  @Test
  void roundTrips() {
    Map<String, Object> map = RecordMapper.write(config);
    assertEquals(config, Backbones.read(ModelConfig.class, map, "test"));
  }

  @Test
  void aHeadStandsUnderItsOwnKeyAndWhatIsUsualUnderNone() {
    Map<String, Object> map = RecordMapper.write(config);
    assertEquals(
        List.of("format", "family", "variant", "encoder", "mim"), List.copyOf(map.keySet()));
    ModelConfig bare = ModelConfig.of("x", config.encoder(), HeadConfig.NONE);
    assertEquals(bare, Backbones.read(ModelConfig.class, RecordMapper.write(bare), "test"));
    ModelConfig grey =
        new ModelConfig(
            1,
            "swin",
            "x",
            config.encoder(),
            new ClassifierConfig(2),
            new Preprocessing(
                List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25), ResampleFilter.BILINEAR, 1));
    map = RecordMapper.write(grey);
    assertEquals(
        List.of("format", "family", "variant", "encoder", "classifier", "preprocessing"),
        List.copyOf(map.keySet()));
    assertEquals(grey, Backbones.read(ModelConfig.class, map, "test"));
  }

  @Test
  void whatAFileHoldsIsToldOnOneLine() {
    String broken = "a\nb\u2028c";
    for (String key : RecordMapper.write(config).keySet()) {
      for (Object value : List.of(broken, List.of(broken), Map.of(broken, broken))) {
        Map<String, Object> map = RecordMapper.write(config);
        map.put(key, value);
        assertOneLine(map);
      }
    }
    Map<String, Object> map = RecordMapper.write(config);
    map.put(broken, 1L);
    assertOneLine(map);
    String where = "test: sort: expected one of [bilinear, bicubic], got a?b?c";
    assertEquals(
        where,
        assertThrows(
                IllegalArgumentException.class,
                () -> RecordMapper.read(Chosen.class, Map.of("sort", broken), "test"))
            .getMessage());
  }

  /** A record of one of some constants. */
  private record Chosen(ResampleFilter sort) {}

  private static void assertOneLine(Map<String, Object> map) {
    try {
      Backbones.read(ModelConfig.class, map, "test");
    } catch (IllegalArgumentException e) {
      assertEquals(1, e.getMessage().lines().count(), e::toString);
      assertTrue(e.getMessage().indexOf(0x2028) < 0, e::toString);
    }
  }

  @Test
  void refusesTwoHeadsAndUnknownFamilies() {
    Map<String, Object> map = RecordMapper.write(config);
    map.put("classifier", Map.of("classes", 3L));
    assertEquals(
        "test: expected at most one of mim, simmim, fcmae, classifier, got 2", refused(map));
    map.remove("classifier");
    map.put("hed", 1L);
    assertEquals(
        "test: unknown key hed; the known keys are classifier, encoder, family, fcmae, format, mim,"
            + " preprocessing, simmim, variant",
        refused(map));
    map.remove("hed");
    map.put("family", "brook");
    String families =
        Backbones.families().stream().map(BackboneFamily::name).collect(Collectors.joining(" or "));
    assertEquals("family: expected " + families + ", got brook", refused(map));
  }

  private static String refused(Map<String, Object> map) {
    return assertThrows(
            IllegalArgumentException.class, () -> Backbones.read(ModelConfig.class, map, "test"))
        .getMessage();
  }

  @Test
  void readsWholeNumbersThatCameAsDoubles() {
    Map<String, Object> map =
        RecordMapper.write(
            (SwinConfig) Backbones.variant("swin_nano_patch4_window7_224").encoder());
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
    Map<String, Object> map =
        RecordMapper.write(
            (SwinConfig) Backbones.variant("swin_nano_patch4_window7_224").encoder());
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
  void windowsShrinkToTheGrid() {
    SwinConfig w14 = (SwinConfig) Backbones.variant("swin_base_patch4_window14_224").encoder();
    assertEquals(
        List.of(14, 14, 14, 7),
        Stream.of(0, 1, 2, 3).map(w14::stageWindow).map(GridSize::height).toList());
  }
}
