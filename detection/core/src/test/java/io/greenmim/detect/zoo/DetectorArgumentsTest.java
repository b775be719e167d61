package io.greenmim.detect.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.DetectedObjects.DetectedObject;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.host.Processor;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.tensors.FloatValues;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments of {@code Criteria} that change what a detector computes. */
class DetectorArgumentsTest {

  private static final int SIDE = 128;

  @TempDir private Path folder;

  @BeforeEach
  void save() throws IOException {
    DetectorConfig config = SyntheticDetector.config(3);
    DetectorFolder.save(folder, config, SyntheticDetector.undecided(config));
  }

  private ZooModel<PixelImage, DetectedObjects> load(String... arguments) throws Exception {
    Criteria.Builder<PixelImage, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(PixelImage.class, DetectedObjects.class)
            .optModelPath(folder)
            .optArgument("threshold", 0)
            .optArgument("shortEdge", SIDE);
    for (int i = 0; i < arguments.length; i += 2) {
      criteria.optArgument(arguments[i], arguments[i + 1]);
    }
    return criteria.build().loadModel();
  }

  private static List<DetectedObject> find(ZooModel<PixelImage, DetectedObjects> model)
      throws Exception {
    byte[] pixels = new byte[3 * SIDE * SIDE];
    new SplittableRandom(1).nextBytes(pixels);
    try (Predictor<PixelImage, DetectedObjects> predictor = model.newPredictor()) {
      return predictor.predict(PixelImage.rgb(SIDE, SIDE, pixels)).items();
    }
  }

  @Test
  void asManyRegionsAreLookedAtAsAreAskedFor() throws Exception {
    try (ZooModel<PixelImage, DetectedObjects> usual = load();
        ZooModel<PixelImage, DetectedObjects> few = load("proposals", "4")) {
      assertEquals(1000, ((MaskRcnn) usual.getBlock()).config().rpn().testing().postNms());
      assertEquals(4, ((MaskRcnn) few.getBlock()).config().rpn().testing().postNms());
      int found = find(few).size();
      assertTrue(found > 0 && found <= 4 * 3, found + " objects");
      assertTrue(find(usual).size() > found);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'expected a whole number of at least 1, got 0'",
    "-2, 'expected a whole number of at least 1, got -2'",
    "2.5, 'expected a whole number of at least 1, got 2.5'",
    "1e12, 'expected a whole number of at least 1, got 1e12'",
    "many, 'expected a number, got many'"
  })
  void refusesWhatIsNoNumberOfProposals(String value, String message) {
    String refused =
        assertThrows(IllegalArgumentException.class, () -> load("proposals", value)).getMessage();
    assertEquals("proposals: " + message, refused);
  }

  /** As many objects, each of its class and within a pixel of its place. */
  @ParameterizedTest
  @ValueSource(strings = {"bf16", "int8"})
  void otherPrecisionsFindTheSameObjects(String precision) throws Exception {
    assumeTrue(
        InferencePrecision.parse(precision).supportedBy(Processor.current()), "needs " + precision);
    saveSure();
    try (ZooModel<PixelImage, DetectedObjects> exact = load("proposals", "5", "threshold", "0.5");
        ZooModel<PixelImage, DetectedObjects> other =
            load("proposals", "5", "threshold", "0.5", "precision", precision)) {
      List<DetectedObject> expected = find(exact);
      List<DetectedObject> actual = find(other);
      assertTrue(expected.size() > 2, "hardly anything was found");
      assertEquals(expected.size(), actual.size());
      for (DetectedObject object : expected) {
        assertEquals(1, actual.stream().filter(one -> same(object, one)).count());
      }
      assertNotEquals(
          bounds(expected.get(0)).toString(), bounds(actual.get(0)).toString(), "float32");
    }
  }

  /** A detector whose scores are far apart, and whose boxes are not as large as the image. */
  private void saveSure() throws IOException {
    DetectorConfig config = SyntheticDetector.config(3);
    Map<String, StoredTensor> tensors = SyntheticDetector.weights(config);
    for (Map.Entry<String, StoredTensor> entry : tensors.entrySet()) {
      if (entry.getKey().contains("anchor_deltas") || entry.getKey().contains("bbox_pred")) {
        float[] values = FloatValues.of(entry.getValue());
        for (int i = 0; i < values.length; i++) {
          values[i] *= 0.003f;
        }
        entry.setValue(MemoryTensor.of(values, entry.getValue().shape()));
      }
    }
    DetectorFolder.save(folder, config, tensors);
  }

  private static boolean same(DetectedObject a, DetectedObject b) {
    Rectangle one = bounds(a);
    Rectangle two = bounds(b);
    double pixel = 1.0 / SIDE;
    return a.getClassName().equals(b.getClassName())
        && Math.abs(one.getX() - two.getX()) <= pixel
        && Math.abs(one.getY() - two.getY()) <= pixel
        && Math.abs(one.getX() + one.getWidth() - two.getX() - two.getWidth()) <= pixel
        && Math.abs(one.getY() + one.getHeight() - two.getY() - two.getHeight()) <= pixel;
  }

  private static Rectangle bounds(DetectedObject object) {
    return object.getBoundingBox().getBounds();
  }
}
