package io.greenmim.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.train.testing.TinyRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ChannelSettingsTest {

  private static final Settings<ChannelSettings> SETTINGS = Settings.of(ChannelSettings.class);

  @TempDir private Path folder;

  @Test
  void threeChannelsNeedNothing() {
    assertEquals(Map.of(), SETTINGS.named(ChannelSettings.PUBLISHED));
    assertEquals(TinyRuns.MODEL, ChannelSettings.PUBLISHED.applied(TinyRuns.MODEL));
    ChannelSettings three = SETTINGS.read(Map.of("channels", 3.0));
    assertEquals(TinyRuns.MODEL, three.applied(TinyRuns.MODEL));
  }

  @Test
  void statisticsTellTheChannels() {
    ChannelSettings two = SETTINGS.read(Map.of("mean", "0.5,0.25", "std", List.of(1, 0.5)));
    assertEquals(Map.of("channels", 2, "mean", "0.5,0.25", "std", "1.0,0.5"), SETTINGS.named(two));
    assertEquals(two, SETTINGS.read(SETTINGS.named(two)));
    ModelConfig model = two.applied(TinyRuns.MODEL);
    assertEquals(2, model.encoder().inChannels());
    assertEquals(List.of(0.5, 0.25), model.preprocessing().mean());
    ChannelSettings one = SETTINGS.read(Map.of("mean", 0.5, "std", 0.25));
    assertEquals(List.of(0.5), one.mean());
  }

  @Test
  void aFileOfStatisticsStandsForThem() throws IOException {
    Path file = folder.resolve("stats.json");
    ChannelStatistics written =
        new ChannelStatistics(2, 16, 3, 300, List.of(0.5, 0.25), List.of(0.125, 1.0));
    written.write(file);
    assertEquals(written, ChannelStatistics.read(file));
    ChannelSettings read = SETTINGS.read(Map.of("stats", file.toString()));
    assertEquals(List.of(0.125, 1.0), read.deviation());
    assertNull(read.stats());
    assertFalse(SETTINGS.named(read).containsKey("stats"));
    assertRefused(
        "channels: expected the 2 of " + file + ", got 3",
        () -> SETTINGS.read(Map.of("stats", file.toString(), "channels", 3)));
    Files.writeString(file, "{\"channels\": 2}");
    UserException refused = assertThrows(UserException.class, () -> ChannelStatistics.read(file));
    assertTrue(refused.getMessage().startsWith(file.toString()), refused::getMessage);
    assertThrows(UserException.class, () -> ChannelStatistics.read(folder.resolve("none.json")));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(
        "mean: expected one for each of 8 channels, as 'greenmim data stats' computes them, got"
            + " none",
        () -> new ChannelSettings(8, null, null, null, null));
    assertRefused(
        "mean: expected 8 numbers, got 3",
        () -> new ChannelSettings(8, List.of(0.1, 0.2, 0.3), List.of(0.1, 0.2, 0.3), null, null));
    assertRefused(
        "deviation: expected 2 numbers, got 1",
        () -> new ChannelSettings(null, List.of(0.1, 0.2), List.of(0.1), null, null));
    assertRefused(
        "mean: expected 'mean' and 'deviation' together, got one of them",
        () -> new ChannelSettings(1, List.of(0.1), null, null, null));
    assertRefused(
        "channels: expected 1 to 16, got 0", () -> new ChannelSettings(0, null, null, null, null));
    assertRefused(
        "deviation: expected positive numbers, got [0.0]",
        () -> new ChannelSettings(null, List.of(0.1), List.of(0.0), null, null));
    assertRefused(
        "preprocessing: expected a mean and a deviation for each of 3 channels, got 1",
        () ->
            ModelConfig.of(
                "x",
                TinyRuns.MODEL.encoder(),
                TinyRuns.MODEL.head(),
                Preprocessing.IMAGENET.withStatistics(List.of(0.5), List.of(0.5))));
  }

  private static void assertRefused(String message, Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }
}
