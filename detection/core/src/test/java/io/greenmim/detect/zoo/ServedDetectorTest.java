package io.greenmim.detect.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.OutputConfig;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.testing.TurnedJpeg;
import io.greenmim.detect.weights.DetectorFolder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's folder behind {@code Input} and {@code Output}, by {@code optModelPath} alone. */
class ServedDetectorTest {

  /** Stored lying; its orientation turns it upright. */
  private static final int STORED_WIDTH = 60;

  private static final int STORED_HEIGHT = 40;

  @TempDir private Path run;

  @BeforeEach
  void makeRun() throws IOException {
    DetectorConfig config = withLowMaskThreshold(SyntheticDetector.config(3));
    DetectorFolder.save(run, config, SyntheticDetector.undecided(config));
    Files.writeString(run.resolve("serving.properties"), "threshold=0\nshortEdge=64\n");
  }

  /** Drawn weights are sure of no pixel. */
  private static DetectorConfig withLowMaskThreshold(DetectorConfig config) {
    OutputConfig output = config.output();
    return new DetectorConfig(
        config.format(),
        config.variant(),
        config.encoder(),
        config.categories(),
        config.pyramidChannels(),
        config.anchors(),
        config.rpn(),
        config.roi(),
        new OutputConfig(
            output.scoreThreshold(), output.nmsThreshold(), output.maxDetections(), 0.4),
        config.input(),
        config.preprocessing());
  }

  private static byte[] photograph() throws IOException {
    BufferedImage image =
        new BufferedImage(STORED_WIDTH, STORED_HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < STORED_HEIGHT; y++) {
      for (int x = 0; x < STORED_WIDTH; x++) {
        image.setRGB(x, y, (x * 4) << 16 | (y * 6) << 8 | (x * y) % 256);
      }
    }
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", jpeg);
    return TurnedJpeg.of(jpeg.toByteArray(), ByteOrder.LITTLE_ENDIAN);
  }

  private static Input input(Map<String, String> properties) throws IOException {
    Input input = new Input();
    input.add("data", photograph());
    properties.forEach(input::addProperty);
    return input;
  }

  private JsonArray answer(Input input) throws Exception {
    Criteria<Input, Output> criteria =
        Criteria.builder().setTypes(Input.class, Output.class).optModelPath(run).build();
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      Output output = predictor.predict(input);
      assertEquals("application/json", output.getProperty("Content-Type", null));
      return JsonParser.parseString(output.getData().getAsString()).getAsJsonArray();
    }
  }

  private static List<RunLengthMask> runLengths(JsonArray objects) {
    List<RunLengthMask> masks = new ArrayList<>();
    for (JsonElement object : objects) {
      JsonObject rle = object.getAsJsonObject().getAsJsonObject("segmentation");
      assertEquals("[60,40]", rle.get("size").toString(), "of the upright image");
      masks.add(RleString.parse(STORED_WIDTH, STORED_HEIGHT, rle.get("counts").getAsString()));
    }
    return masks;
  }

  @Test
  void masksComeAsRunLengthsOrPolygonsOfTheUprightImage() throws Exception {
    JsonArray usual = answer(input(Map.of()));
    JsonArray lengths = answer(input(Map.of("masks", "rle")));
    JsonArray polygons = answer(input(Map.of("Masks", "polygons")));
    JsonArray none = answer(input(Map.of("masks", "none")));
    assertTrue(usual.size() > 3, usual::toString);
    assertEquals(usual.size(), lengths.size());
    assertEquals(usual.size(), polygons.size());
    List<RunLengthMask> masks = runLengths(lengths);
    assertTrue(masks.stream().anyMatch(mask -> mask.area() > 0));
    for (int i = 0; i < usual.size(); i++) {
      JsonObject plain = usual.get(i).getAsJsonObject();
      assertTrue(plain.getAsJsonObject("boundingBox").has("mask"));
      assertFalse(none.get(i).getAsJsonObject().has("segmentation"));
      for (JsonArray other : List.of(lengths, polygons, none)) {
        JsonObject object = other.get(i).getAsJsonObject();
        assertEquals(plain.get("className"), object.get("className"));
        assertEquals(
            plain.get("probability").getAsDouble(), object.get("probability").getAsDouble(), 1e-9);
        assertEquals(
            plain.getAsJsonObject("boundingBox").getAsJsonArray("rect").get(2).getAsDouble(),
            object.getAsJsonObject("boundingBox").getAsJsonArray("rect").get(2).getAsDouble(),
            1e-4);
      }
      assertEquals(masks.get(i), raster(polygons.get(i).getAsJsonObject()));
    }
  }

  private static RunLengthMask raster(JsonObject object) {
    List<double[]> parts = new ArrayList<>();
    for (JsonElement polygon : object.getAsJsonArray("segmentation")) {
      parts.add(
          polygon.getAsJsonArray().asList().stream()
              .mapToDouble(JsonElement::getAsDouble)
              .toArray());
    }
    return parts.isEmpty()
        ? RunLengthMask.empty(STORED_WIDTH, STORED_HEIGHT)
        : new PolygonRaster(STORED_WIDTH, STORED_HEIGHT).polygons(parts);
  }

  private static Input json(String keys) throws IOException {
    Input input = new Input();
    String image = Base64.getEncoder().encodeToString(photograph());
    input.addProperty("Content-Type", "application/json; charset=UTF-8");
    input.add(
        "data",
        "{\"image_url\": \"data:image/jpeg;base64,%s\"%s}"
            .formatted(image, keys)
            .getBytes(StandardCharsets.UTF_8));
    return input;
  }

  @Test
  void everyRequestHasItsThreshold() throws Exception {
    JsonArray all = answer(input(Map.of()));
    double middle = all.get(all.size() / 2).getAsJsonObject().get("probability").getAsDouble();
    long expected =
        all.asList().stream()
            .filter(one -> one.getAsJsonObject().get("probability").getAsDouble() >= middle)
            .count();
    assertTrue(expected < all.size(), all::toString);
    String text = Double.toString(middle);
    assertEquals(expected, answer(input(Map.of("threshold", text))).size());
    assertEquals(expected, answer(json(", \"threshold\": " + text)).size());
    Input parts = input(Map.of("threshold", "0.99"));
    parts.add("threshold", text);
    assertEquals(expected, answer(parts).size());
    JsonArray both = answer(json(", \"masks\": \"rle\", \"threshold\": " + text));
    assertEquals(expected, runLengths(both).size());
  }

  private String failure(Input input) {
    TranslateException e = assertThrows(TranslateException.class, () -> answer(input));
    return e.getMessage();
  }

  @Test
  void wrongRequestsAreNamed() throws Exception {
    assertTrue(
        failure(input(Map.of("threshold", "2")))
            .contains("threshold: expected a number in [0, 1]"));
    assertTrue(
        failure(input(Map.of("masks", "png")))
            .contains("masks: expected one of none, polygons, probabilities, rle, got png"));
    assertTrue(
        failure(json(", \"thresold\": 0.5"))
            .contains("unknown key of the request 'thresold'; the nearest are threshold"));
    for (String request : List.of("\"thre\\nsold\": 0.5", "\"threshold\": \"a\\nb\"")) {
      String told = failure(json(", " + request));
      assertTrue(told.contains("thre?sold") || told.contains("a number, got a?b"), told);
      assertEquals(1, told.lines().count(), told);
    }
    String told = failure(json(", \"" + "a".repeat(1 << 20) + "\": 0.5"));
    assertTrue(told.contains("aaa...'; the nearest are"), told);
  }

  @Test
  void argumentsThatAreNearToNoneAreNotIgnored() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Criteria.builder()
                    .setTypes(Path.class, DetectedObjects.class)
                    .optModelPath(run)
                    .optArgument("colour", "red")
                    .build()
                    .loadModel()
                    .close());
    assertTrue(e.getMessage().startsWith("unknown argument 'colour'; the nearest"), e::toString);
  }

  /** One argument is a misspelt one; in a search it would otherwise be ignored. */
  @Test
  void unknownArgumentsNameTheNearOnes() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Criteria.builder()
                    .setTypes(Path.class, DetectedObjects.class)
                    .optModelPath(run)
                    .optArgument("thresold", "0.5")
                    .build()
                    .loadModel()
                    .close());
    assertEquals(
        "unknown argument 'thresold'; the nearest are threshold, seed, masks", e.getMessage());
  }

  @Test
  void theRunsFolderLoadsWithoutArguments() throws Exception {
    Path file = Files.write(run.resolve("image.jpg"), photograph());
    Criteria<Path, DetectedObjects> criteria =
        Criteria.builder().setTypes(Path.class, DetectedObjects.class).optModelPath(run).build();
    try (ZooModel<Path, DetectedObjects> model = criteria.loadModel();
        Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
      assertEquals(answer(input(Map.of())).size(), predictor.predict(file).getNumberOfObjects());
    }
  }
}
