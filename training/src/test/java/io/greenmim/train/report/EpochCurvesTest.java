package io.greenmim.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochCurvesTest {

  private static final int TRAIN = 0x8aa9d6;
  private static final int FIRST = 0x1f4e9c;
  private static final int SECOND = 0xd9822b;

  @TempDir private Path folder;

  private static List<ValidationScore> validations(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i ->
                new ValidationScore(
                    i, i, "last", "fp32", 0, 2.0 / i, Map.of("top1", 1 - 0.9 / i, "top5", 0.95)))
        .toList();
  }

  private BufferedImage drawn(List<ValidationScore> validations) throws IOException {
    Path file = folder.resolve(EpochCurves.NAME);
    List<StepMetrics> metrics =
        IntStream.rangeClosed(1, 30).mapToObj(i -> TestMetrics.step(i, 3.0 / i)).toList();
    Map<String, String> shares = new LinkedHashMap<>();
    shares.put("top1", "top-1");
    shares.put("top5", "top-5");
    EpochCurves.write(file, metrics, validations, shares);
    return ImageIO.read(file.toFile());
  }

  private static boolean has(BufferedImage image, int left, int right, int colour) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = left; x < right; x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == colour) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void lossesStandLeftAndSharesRight() throws IOException {
    BufferedImage image = drawn(validations(12));
    int middle = EpochCurves.WIDTH;
    assertEquals(2 * middle, image.getWidth());
    assertTrue(has(image, 0, middle, TRAIN));
    assertTrue(has(image, 0, middle, FIRST));
    assertTrue(has(image, middle, 2 * middle, FIRST));
    assertTrue(has(image, middle, 2 * middle, SECOND));
  }

  @Test
  void withoutValidationThereIsTheLossAlone() throws IOException {
    BufferedImage image = drawn(List.of());
    assertEquals(EpochCurves.WIDTH, image.getWidth());
    assertTrue(has(image, 0, image.getWidth(), TRAIN));
  }
}
