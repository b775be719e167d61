package io.greenmim.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ImageSize;
import io.greenmim.config.ResponseNorm;
import io.greenmim.config.WindowOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings are written once, in a record: names, usual values and files of options follow. */
class SettingsTest {

  private static final Settings<PretrainSettings> PRETRAIN = Settings.of(PretrainSettings.class);

  /** A record with every type of setting. */
  record Every(
      @Setting(value = "A folder.", label = "DIR") Path folder,
      @Setting(value = "A number.", usual = "3") int wholeNumber,
      @Setting(value = "Another.", usual = "1e-4", name = "rate") double learningRate,
      @Setting("A list.") List<Integer> sides,
      @Setting(value = "A choice.", usual = "stop") NonFinitePolicy policy,
      @Setting("Yes or no.") boolean flag,
      Inner inner) {

    record Inner(@Setting(value = "A text.", kept = false) String text) {}
  }

  private static final Settings<Every> EVERY = Settings.of(Every.class);

  @Test
  void usualValuesHoldWhereNoneIsGiven() {
    assertEquals(
        new Every(null, 3, 1e-4, null, NonFinitePolicy.STOP, false, new Every.Inner(null)),
        EVERY.create(Map.of()));
  }

  @Test
  void namesAreThoseOfComponentsWithHyphensUnlessTheSettingSaysAnother() {
    assertEquals(
        List.of("folder", "whole-number", "rate", "sides", "policy", "flag", "text"),
        EVERY.fields().stream().map(Settings.Field::name).toList());
  }

  @Test
  void fileOfOptionsGivesTheSameRecordAgain() {
    Every every =
        new Every(
            Path.of("a/b"),
            7,
            0.25,
            List.of(480, 512),
            NonFinitePolicy.SKIP,
            true,
            new Every.Inner("lost"));
    Map<String, Object> named = EVERY.named(every);
    assertEquals(
        Map.of(
            "folder",
            "a/b",
            "whole-number",
            7,
            "rate",
            0.25,
            "sides",
            "480,512",
            "policy",
            "SKIP",
            "flag",
            true),
        named);
    Every again = EVERY.read(named);
    assertNull(again.inner().text());
    assertEquals(every.sides(), again.sides());
    assertEquals(EVERY.named(again), named);
  }

  @Test
  void jsonGivesWholeNumbersAsDoubles() {
    assertEquals(7, EVERY.read(Map.of("whole-number", 7.0)).wholeNumber());
  }

  @Test
  void unknownNamesAndOtherTypesAreRefused() {
    assertEquals("unknown settings: [sizes]", refused(Map.of("sizes", 1)));
    assertEquals("wholeNumber: expected a number, got x", refused(Map.of("whole-number", "x")));
    assertEquals("policy: expected one of [stop, skip], got go", refused(Map.of("policy", "go")));
  }

  private static String refused(Map<String, Object> named) {
    return assertThrows(IllegalArgumentException.class, () -> EVERY.read(named)).getMessage();
  }

  @Test
  void whatIsLeftOpenIsThePublishedRecipe() {
    PretrainSettings settings = PRETRAIN.create(given());
    assertEquals(0.75, settings.maskRatio());
    assertEquals(ImageSize.square(224), settings.imageSize());
    assertEquals(5, settings.warmupEpochs());
    assertEquals(1.5e-4, settings.baseLearningRate());
    assertEquals(0.0, settings.minLearningRate());
    assertFalse(settings.placement().recompute());
  }

  @Test
  void floorOfSimMimsCosineFollowsTheBatchesOfAllDevices() {
    Map<String, Object> given = given();
    given.put("method", PretrainMethod.SIMMIM);
    given.put("batchSize", 32);
    given.put("accumulate", 4);
    given.put("device", "gpu:0,1");
    assertEquals(0.05 * 1e-4, PRETRAIN.create(given).minLearningRate(), 1e-18);
  }

  @Test
  void responseNormsAreOverTheBatchIfAskedFor() {
    Map<String, Object> given = given();
    given.put("method", PretrainMethod.FCMAE);
    given.put("model", "convnextv2_atto");
    PretrainSettings usual = PRETRAIN.create(given);
    assertFalse(PRETRAIN.named(usual).containsKey("response-norm"));
    EncoderConfig encoder = usual.modelConfig().encoder();
    assertEquals(encoder, encoder.withResponseNorm(ResponseNorm.IMAGE));
    given.put("responseNorm", ResponseNorm.BATCH);
    PretrainSettings published = PRETRAIN.create(given);
    EncoderConfig over = published.modelConfig().encoder();
    assertEquals(encoder.withResponseNorm(ResponseNorm.BATCH), over);
    assertNotEquals(encoder, over);
    assertEquals(published, PRETRAIN.read(PRETRAIN.named(published)));

    given.put("method", PretrainMethod.GREENMIM);
    given.put("model", "swin_nano_patch4_window7_224");
    assertEquals(
        "responseNorm: expected image, as the family swin has no norms over a batch, got batch",
        assertThrows(IllegalArgumentException.class, () -> PRETRAIN.create(given)).getMessage());
  }

  @Test
  void windowsAreShiftedInTheOrderThatIsAskedFor() {
    Map<String, Object> given = given();
    PretrainSettings usual = PRETRAIN.create(given);
    assertFalse(PRETRAIN.named(usual).containsKey("window-order"));
    EncoderConfig encoder = usual.modelConfig().encoder();
    given.put("windowOrder", WindowOrder.SHIFT_THEN_PAD);
    PretrainSettings timm = PRETRAIN.create(given);
    assertEquals(encoder.withWindowOrder(WindowOrder.SHIFT_THEN_PAD), timm.modelConfig().encoder());
    assertNotEquals(encoder, timm.modelConfig().encoder());
    assertEquals(timm, PRETRAIN.read(PRETRAIN.named(timm)));
    given.put("model", "twins_svt_nano");
    assertEquals(
        "windowOrder: expected pad_then_shift, as the family twins shifts no windows, got"
            + " shift_then_pad",
        assertThrows(IllegalArgumentException.class, () -> PRETRAIN.create(given)).getMessage());
  }

  @Test
  void messagesSpeakOfSettings() {
    Map<String, Object> given = given();
    given.put("batchSize", 0);
    assertEquals(
        "batchSize: expected at least 1, got 0",
        assertThrows(IllegalArgumentException.class, () -> PRETRAIN.create(given)).getMessage());
    assertEquals(
        "data: expected a folder of images, got none",
        assertThrows(
                IllegalArgumentException.class,
                () -> PRETRAIN.create(Map.of("output", Path.of("run"))))
            .getMessage());
  }

  private static Map<String, Object> given() {
    return new HashMap<>(Map.of("data", Path.of("photos"), "output", Path.of("run")));
  }
}
