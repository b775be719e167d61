package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.train.config.ChannelStatistics;
import io.greenmim.train.testing.DrawnBands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DataStatsCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = GreenMim.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return GreenMim.execute(line, args);
  }

  @Test
  void printsAndWritesWhatPretrainTakes() throws IOException {
    DrawnBands.write(folder.resolve("in/a.tif"), DrawnBands.image(20, 10, 2, 16, 1));
    DrawnBands.write(folder.resolve("in/b.tif"), DrawnBands.image(10, 10, 2, 16, 2));
    Path json = folder.resolve("stats.json");
    assertEquals(
        0, run("data", "stats", "--data=" + folder.resolve("in"), "--json=" + json), err::toString);
    ChannelStatistics written = ChannelStatistics.read(json);
    assertEquals(2, written.images());
    assertEquals(300, written.pixels());
    List<String> lines = out.toString().lines().toList();
    assertEquals("2 images, channels: 2, bits: 16, 300 pixels, 0 skipped", lines.get(0));
    assertEquals(4, lines.size());
    assertTrue(
        lines.get(2).contains(String.format(Locale.ROOT, "%.6f", written.mean().get(0))),
        out::toString);
  }

  @Test
  void constantChannelsAreNamed() throws IOException {
    byte[] bands = new byte[2 * 20 * 10];
    for (int i = 0; i < bands.length; i += 2) {
      bands[i] = (byte) i;
      bands[i + 1] = 7;
    }
    DrawnBands.write(folder.resolve("in/a.tif"), PixelImage.of(20, 10, 2, bands));
    assertEquals(0, run("data", "stats", "--data=" + folder.resolve("in")), err::toString);
    assertEquals(
        "greenmim: channel 2 has one value in all images, so that nothing can be divided by its"
            + " deviation: 'pretrain' and 'detect train' take no such channel",
        err.toString().strip());
  }

  @Test
  void otherCountsAreOneLine() throws IOException {
    DrawnBands.write(folder.resolve("a.tif"), DrawnBands.image(20, 10, 5, 16, 1));
    DrawnBands.write(folder.resolve("b.tif"), DrawnBands.image(10, 10, 1, 16, 2));
    assertEquals(1, run("data", "stats", "--data=" + folder));
    assertEquals(
        "greenmim: %s: expected an image of 5 channels as a.tif, found 1; --channels 3 takes grey and alpha as colours"
            .formatted(folder.resolve("b.tif")),
        err.toString().strip());
    assertEquals(2, run("data", "stats", "--data=" + folder, "--channels=17"));
    assertTrue(
        err.toString().contains("--channels: expected a number from 1 to 16, got 17"),
        err::toString);
  }
}
