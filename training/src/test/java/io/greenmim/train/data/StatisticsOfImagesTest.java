package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.ChannelStatistics;
import io.greenmim.train.testing.DrawnBands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatisticsOfImagesTest {

  @TempDir private Path folder;

  @Test
  void meanAndDeviationAreThoseOfAllPixels() throws Exception {
    List<PixelImage> images = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      // Of different sizes, and two of 8 bits: their samples count 257 times.
      PixelImage image = DrawnBands.image(10 + i, 7, 8, i < 2 ? 8 : 16, i);
      images.add(image);
      DrawnBands.write(folder.resolve("a" + i + ".tif"), image);
    }
    Files.writeString(folder.resolve("broken.tif"), "II*\0nothing else in here");
    StatisticsOfImages found = StatisticsOfImages.of(folder, null, ImageLimits.USUAL, line -> {});
    ChannelStatistics statistics = found.statistics();
    assertEquals(8, statistics.channels());
    assertEquals(16, statistics.bits());
    assertEquals(5, statistics.images());
    for (int c = 0; c < 8; c++) {
      double sum = 0;
      double squares = 0;
      long count = 0;
      for (PixelImage image : images) {
        for (int i = 0; i < image.width() * image.height(); i++) {
          double sample =
              (double) image.sample(i % image.width(), i / image.width(), c)
                  / ((1 << image.bits()) - 1);
          sum += sample;
          squares += sample * sample;
          count++;
        }
      }
      double mean = sum / count;
      assertEquals(count, statistics.pixels());
      assertEquals(mean, statistics.mean().get(c), 1e-12);
      assertEquals(Math.sqrt(squares / count - mean * mean), statistics.deviation().get(c), 1e-9);
    }
    assertEquals(List.of("broken.tif"), List.copyOf(found.unreadable().snapshot().keySet()));
  }

  @Test
  void countsThatDifferAreRefused() throws IOException {
    DrawnBands.write(folder.resolve("a.tif"), DrawnBands.image(9, 9, 8, 16, 1));
    DrawnBands.write(folder.resolve("b.tif"), DrawnBands.image(9, 9, 1, 16, 1));
    Path other = folder.resolve("b.tif");
    assertEquals(
        other
            + ": expected an image of 8 channels as a.tif, found 1; setting 'channels' 3 takes"
            + " grey and alpha as colours",
        refused(null));
    assertEquals(other + ": expected an image of 8 channels, found 1", refused(8));
    assertTrue(refused(3).endsWith("a.tif: expected an image of 3 channels, found 8"));
  }

  private String refused(Integer channels) {
    return assertThrows(
            DataException.class,
            () -> StatisticsOfImages.of(folder, channels, ImageLimits.USUAL, line -> {}))
        .getMessage();
  }

  @Test
  void coloursAreTakenOfGreyWhereTheyAreWanted() throws Exception {
    DrawnBands.write(folder.resolve("a.tif"), DrawnBands.image(9, 9, 1, 8, 1));
    DrawnBands.write(folder.resolve("b.tif"), DrawnBands.image(9, 9, 3, 8, 1));
    ChannelStatistics found =
        StatisticsOfImages.of(folder, 3, ImageLimits.USUAL, line -> {}).statistics();
    assertEquals(3, found.channels());
    assertEquals(8, found.bits());
    assertEquals(2, found.images());
  }
}
