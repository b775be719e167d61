package io.greenmim.detect.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.image.PixelImage;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A detector that an older version published loads, and finds what it found there. */
class OlderDetectorTest {

  private static final int WIDTH = 72;
  private static final int HEIGHT = 96;

  /** Probabilities of the best three, and their left, upper, right and lower edge. */
  private static final double[][] FOUND = {
    {0.33220282, 7.4863e-5, 0.81575344, 0.17693371, 0.99957284},
    {0.33204779, 8.9414e-5, 0.89399414, 0.24967822, 0.99974760},
    {0.33172596, 4.0397e-5, 4.1524e-5, 0.17720657, 0.26610661},
  };

  /** A box before noise. */
  private static PixelImage image() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      byte noise = (byte) random.nextInt(60);
      boolean box = x >= 15 && x < 55 && y >= 20 && y < 50;
      rgb[3 * i] = box ? (byte) 200 : noise;
      rgb[3 * i + 1] = noise;
      rgb[3 * i + 2] = box ? 0 : (byte) 90;
    }
    return PixelImage.rgb(WIDTH, HEIGHT, rgb);
  }

  @Test
  void findsTheSameObjects() throws Exception {
    Path zoo = Path.of(OlderDetectorTest.class.getResource("/older/zoo").toURI());
    Criteria<PixelImage, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(PixelImage.class, DetectedObjects.class)
            .optModelUrls("greenmim://old_detector?zoo=" + zoo.toString().replace(" ", "%20"))
            .optArgument("threshold", "0")
            .build();
    try (ZooModel<PixelImage, DetectedObjects> model = criteria.loadModel();
        Predictor<PixelImage, DetectedObjects> predictor = model.newPredictor()) {
      DetectedObjects found = predictor.predict(image());
      assertEquals(100, found.getNumberOfObjects());
      List<String> names = found.items().stream().map(item -> item.getClassName()).toList();
      assertEquals(List.of("box", "box", "box"), names.subList(0, 3));
      for (int i = 0; i < FOUND.length; i++) {
        DetectedObjects.DetectedObject object = found.item(i);
        Rectangle box = object.getBoundingBox().getBounds();
        assertEquals(FOUND[i][0], object.getProbability(), 1e-5);
        assertEquals(FOUND[i][1], box.getX(), 1e-3);
        assertEquals(FOUND[i][2], box.getY(), 1e-3);
        assertEquals(FOUND[i][3], box.getX() + box.getWidth(), 1e-3);
        assertEquals(FOUND[i][4], box.getY() + box.getHeight(), 1e-3);
      }
    }
  }
}
