package io.greenmim.train.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ModelConfig;
import io.greenmim.config.Preprocessing;
import io.greenmim.image.PixelImage;
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
  void aConstantChannelIsNamedWithItsFile() throws IOException {
    Path file = folder.resolve("stats.json");
    ChannelStatistics constant =
        new ChannelStatistics(3, 8, 3, 300, List.of(0.5, 0.25, 0.1), List.of(0.125, 0.0, 0.0));
    assertEquals(List.of(2, 3), constant.constant());
    constant.write(file);
    UserException refused =
        assertThrows(UserException.class, () -> SETTINGS.read(Map.of("stats", file.toString())));
    assertEquals(
        file
            + ": deviation: expected a positive number for channel 2, got 0: it has one value in"
            + " all images; leave it out of them, or write 1 as its deviation",
        refused.getMessage());
  }

  @Test
  void picturesShowChosenChannels() {
    ChannelSettings chosen =
        SETTINGS.read(Map.of("mean", "0,0,0,0", "std", "1,1,1,1", "picture-channels", "4,3,2"));
    assertEquals(new PictureChannels(4, List.of(4, 3, 2)), chosen.shown(4));
    assertEquals(chosen, SETTINGS.read(SETTINGS.named(chosen)));
    assertEquals(List.of(1, 2, 3), ChannelSettings.PUBLISHED.shown(8).shown());
    assertEquals(List.of(1), ChannelSettings.PUBLISHED.shown(2).shown());
    String expected = "pictureChannels: expected one channel or three, from 1 to ";
    assertRefused(
        expected + "4, got 5",
        () ->
            SETTINGS.read(
                Map.of("channels", 4, "mean", "0,0,0,0", "std", "1,1,1,1", "picture-channels", 5)));
    assertRefused(expected + "16, got 17", () -> SETTINGS.read(Map.of("picture-channels", 17)));
    assertRefused(expected + "16, got 0", () -> SETTINGS.read(Map.of("picture-channels", 0)));
    assertRefused(
        expected + "16, got 1, 2", () -> SETTINGS.read(Map.of("picture-channels", "1,2")));
    // Which channels there are without any statistics, the model knows alone.
    ChannelSettings four = SETTINGS.read(Map.of("picture-channels", 4));
    assertRefused(expected + "3, got 4", () -> four.applied(TinyRuns.MODEL));
  }

  @Test
  void picturesTellWhatTheyLeaveOut() {
    PixelImage image = PixelImage.of(1, 1, 4, new byte[] {10, 20, 30, 40});
    PictureChannels three = PictureChannels.of(List.of(4, 3, 2), 4);
    assertArrayEquals(new byte[] {40, 30, 20}, three.view(image).bytes());
    assertEquals("channels 4, 3, 2 of 4 are shown", three.note());
    PictureChannels one = PictureChannels.of(List.of(3), 4);
    assertArrayEquals(new byte[] {30, 30, 30}, one.view(image).bytes());
    assertEquals("channel 3 of 4 is shown", one.note());
    PixelImage deep = PixelImage.of(1, 1, 2, new short[] {257, 514});
    assertArrayEquals(new byte[] {2, 2, 2}, PictureChannels.of(List.of(2), 2).view(deep).bytes());
    assertEquals("", PictureChannels.of(null, 3).note());
    assertEquals("", PictureChannels.of(null, 1).note());
    assertEquals("channel 1 of 2 is shown", PictureChannels.of(null, 2).note());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertRefused(
        "mean: expected one for each of 8 channels, as 'greenmim data stats' computes them, got"
            + " none",
        () -> new ChannelSettings(8, null, null, null, null, null));
    assertRefused(
        "mean: expected 8 numbers, got 3",
        () ->
            new ChannelSettings(
                8, List.of(0.1, 0.2, 0.3), List.of(0.1, 0.2, 0.3), null, null, null));
    assertRefused(
        "deviation: expected 2 numbers, got 1",
        () -> new ChannelSettings(null, List.of(0.1, 0.2), List.of(0.1), null, null, null));
    assertRefused(
        "mean: expected one for each of 1 channel, as 'greenmim data stats' computes them, got"
            + " none",
        () -> new ChannelSettings(1, null, null, null, null, null));
    assertRefused(
        "mean: expected 'mean' and 'deviation' together, got one of them",
        () -> new ChannelSettings(1, List.of(0.1), null, null, null, null));
    assertRefused(
        "channels: expected 1 to 16, got 0",
        () -> new ChannelSettings(0, null, null, null, null, null));
    assertRefused(
        "deviation: expected a positive number for channel 1, got 0.0",
        () -> new ChannelSettings(null, List.of(0.1), List.of(0.0), null, null, null));
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
