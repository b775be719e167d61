package io.greenmim.detect.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.DetectedObjects.DetectedObject;
import ai.djl.modality.cv.output.Mask;
import ai.djl.modality.cv.output.Rectangle;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.LambdaBlock;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.ParameterStore;
import ai.djl.translate.ServingTranslatorFactory;
import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.greenmim.config.Preprocessing;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.ImageBatch;
import io.greenmim.detect.model.ImageDetections;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.detect.translate.DetectionTranslatorFactory;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.image.PixelImage;
import io.greenmim.ops.ImageTensors;
import io.greenmim.zoo.ModelLicense;
import io.greenmim.zoo.PublishRequest;
import io.greenmim.zoo.PublishedModel;
import io.greenmim.zoo.ZooCatalog;
import io.greenmim.zoo.ZooPublisher;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A published detector is an ordinary model of DJL. */
class PublishedDetectorTest {

  private static final int WIDTH = 150;
  private static final int HEIGHT = 100;

  @TempDir private Path folder;

  private PublishedModel publish(DetectorConfig config, String id) throws IOException {
    Path run = folder.resolve("run" + config.hashCode());
    DetectorFolder.save(run, config, SyntheticDetector.undecided(config));
    return new ZooPublisher(folder.resolve("zoo"))
        .publish(run, new PublishRequest(id, "0.1.0", ModelLicense.UNSTATED, null, false));
  }

  private static PixelImage image(long seed) {
    byte[] rgb = new byte[WIDTH * HEIGHT * 3];
    new SplittableRandom(seed).nextBytes(rgb);
    return PixelImage.rgb(WIDTH, HEIGHT, rgb);
  }

  /** Images keep their size: the shorter side has the wanted length already. */
  private static <I> Criteria.Builder<I, DetectedObjects> criteria(
      Class<I> input, PublishedModel model) {
    return Criteria.builder()
        .setTypes(input, DetectedObjects.class)
        .optModelUrls(model.address().toString())
        .optArgument("threshold", "0")
        .optArgument("shortEdge", HEIGHT);
  }

  private static List<DetectedObject> objects(DetectedObjects found) {
    List<DetectedObject> objects = new ArrayList<>();
    for (int i = 0; i < found.getNumberOfObjects(); i++) {
      objects.add(found.item(i));
    }
    return objects;
  }

  @Test
  void answersWhatTheDetectorFinds() throws Exception {
    DetectorConfig config = SyntheticDetector.config(3);
    PublishedModel published = publish(config, null);
    assertEquals(SyntheticDetector.NAME + "_detector", published.artifactId());
    assertTrue(
        published.folder().toString().contains("model/cv/instance_segmentation/io/greenmim"));
    PixelImage image = image(1);
    try (ZooModel<PixelImage, DetectedObjects> model =
            criteria(PixelImage.class, published).build().loadModel();
        Predictor<PixelImage, DetectedObjects> predictor = model.newPredictor();
        NDManager manager = NDManager.newBaseManager()) {
      List<DetectedObject> answered = objects(predictor.predict(image));

      MaskRcnn detector = LoadedDetector.load(manager, published.folder());
      detector.freezeParameters(true);
      ImageBatch batch =
          ImageBatch.padded(
              ImageTensors.normalised(manager, image, Preprocessing.IMAGENET),
              List.of("one"),
              detector.config().encoder());
      ImageDetections direct = detector.detect(new ParameterStore(manager, false), batch).get(0);

      assertEquals(WIDTH, direct.size().width());
      int n = direct.objects().scores().length;
      assertTrue(n > 5, n + " detections");
      assertEquals(n, answered.size());
      int masks = 0;
      for (int i = 0; i < n; i++) {
        DetectedObject object = answered.get(i);
        assertEquals(direct.objects().scores()[i], object.getProbability(), 1e-6);
        int category = direct.objects().classes()[i];
        assertEquals(config.categories().get(category).name(), object.getClassName());
        Rectangle box = object.getBoundingBox().getBounds();
        float[] corners = direct.objects().boxes().corners();
        assertEquals(corners[i * Boxes.WIDTH] / WIDTH, box.getX(), 1e-6);
        assertEquals(corners[i * Boxes.WIDTH + 3] / HEIGHT, box.getY() + box.getHeight(), 1e-6);
        if (box.getWidth() * WIDTH < 1 || box.getHeight() * HEIGHT < 1) {
          continue; // has no mask
        }
        masks++;
        Mask mask = assertInstanceOf(Mask.class, object.getBoundingBox());
        assertFalse(mask.isFullImageMask());
        assertEquals(28, mask.getProbDist().length);
        assertEquals(direct.mask(i)[28 * 5 + 9], mask.getProbDist()[5][9], 1e-5);
      }
      assertTrue(masks > 3, masks + " masks");
    }
  }

  /** DJL cannot draw the masks of objects that are thinner than a pixel. */
  @Test
  void whatIsFoundCanBeDrawn() throws Exception {
    PublishedModel published = publish(SyntheticDetector.config(3), "drawn");
    BufferedImage tiny = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    Image image = ImageFactory.getInstance().fromImage(tiny);
    try (ZooModel<Image, DetectedObjects> model =
            criteria(Image.class, published).build().loadModel();
        Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {
      DetectedObjects found = predictor.predict(image);
      assertTrue(
          objects(found).stream()
              .anyMatch(object -> object.getBoundingBox().getBounds().getWidth() < 1.0 / 6),
          found::toString);
      image.drawBoundingBoxes(found);
    }
  }

  @Test
  void boxesAloneAreRectangles() throws Exception {
    DetectorConfig config =
        SyntheticDetector.config(SyntheticDetector.config(2).categories(), true, null);
    PublishedModel published = publish(config, "boxes");
    assertTrue(published.folder().toString().contains("model/cv/object_detection/"));
    try (ZooModel<PixelImage, DetectedObjects> model =
            criteria(PixelImage.class, published).build().loadModel();
        Predictor<PixelImage, DetectedObjects> predictor = model.newPredictor()) {
      List<DetectedObject> found = objects(predictor.predict(image(2)));
      assertFalse(found.isEmpty());
      assertEquals(Rectangle.class, found.get(0).getBoundingBox().getClass());
    }
  }

  @Test
  void predictorsOfManyThreadsAgree() throws Exception {
    PublishedModel published = publish(SyntheticDetector.config(3), null);
    try (ZooModel<PixelImage, DetectedObjects> model =
        criteria(PixelImage.class, published).build().loadModel()) {
      Callable<String> task =
          () -> {
            try (Predictor<PixelImage, DetectedObjects> predictor = model.newPredictor()) {
              return predictor.predict(image(3)).toString()
                  + predictor.predict(image(4)).toString();
            }
          };
      String alone = task.call();
      ExecutorService threads = Executors.newFixedThreadPool(3);
      try {
        for (Future<String> each : threads.invokeAll(List.of(task, task, task))) {
          assertEquals(alone, each.get());
        }
      } finally {
        threads.shutdown();
      }
    }
  }

  @Test
  void servingAnswersInJson() throws Exception {
    PublishedModel published = publish(SyntheticDetector.config(3), null);
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelPath(published.folder())
            .optArgument("threshold", "0")
            .optTranslatorFactory(new ServingTranslatorFactory())
            .build();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", png);
    Input input = new Input();
    input.add("data", png.toByteArray());
    try (ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      JsonArray found =
          JsonParser.parseString(predictor.predict(input).getData().getAsString()).getAsJsonArray();
      assertFalse(found.isEmpty());
      assertTrue(found.get(0).getAsJsonObject().has("boundingBox"));
    }
  }

  private static List<Double> scores(PublishedModel published, double threshold) throws Exception {
    try (ZooModel<PixelImage, DetectedObjects> model =
            criteria(PixelImage.class, published)
                .optArgument("threshold", threshold)
                .build()
                .loadModel();
        Predictor<PixelImage, DetectedObjects> predictor = model.newPredictor()) {
      return objects(predictor.predict(image(1))).stream()
          .map(DetectedObject::getProbability)
          .toList();
    }
  }

  @Test
  void thresholdAndSizesAreChecked() throws Exception {
    PublishedModel published = publish(SyntheticDetector.config(3), null);
    List<Double> all = scores(published, 0);
    double middle = all.get(all.size() / 2);
    assertTrue(middle < all.get(0), all.toString());
    assertEquals(all.stream().filter(score -> score >= middle).toList(), scores(published, middle));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                criteria(PixelImage.class, published)
                    .optArgument("shortEdge", "wide")
                    .build()
                    .loadModel());
    assertEquals("shortEdge: expected a number, got wide", e.getMessage());
    try (Model other = Model.newInstance("other", "PyTorch")) {
      other.setBlock(new LambdaBlock(list -> new NDList(list)));
      IllegalArgumentException no =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new DetectionTranslatorFactory()
                      .newInstance(PixelImage.class, DetectedObjects.class, other, Map.of()));
      assertEquals("other: expected a detector, got LambdaBlock", no.getMessage());
    }
  }

  @Test
  void theZooListsItAndKeepsItsId() throws Exception {
    DetectorConfig config = SyntheticDetector.config(3);
    PublishedModel published = publish(config, "mine");
    assertTrue(
        Files.readString(published.folder().resolve("serving.properties"))
            .contains("application=cv/instance_segmentation"));
    String card = Files.readString(published.folder().resolve("MODEL_CARD.md"));
    assertTrue(card.contains("| categories | class 1, class 2, class 3 |"), card);
    assertTrue(card.contains("greenmim://mine/0.1.0?zoo=ZOO"), card);
    System.setProperty("greenmim.zoo", folder.resolve("zoo").toString());
    try {
      long parameters =
          SyntheticDetector.weights(config).values().stream().mapToLong(t -> t.elements()).sum();
      assertEquals(parameters, ZooCatalog.configured().find("mine").parameters().orElseThrow());
    } finally {
      System.clearProperty("greenmim.zoo");
    }
    DetectorConfig boxes = SyntheticDetector.config(config.categories(), false, null);
    IOException e = assertThrows(IOException.class, () -> publish(boxes, "mine"));
    assertEquals(
        "mine is in the zoo already as a model for cv/instance_segmentation; publish this one for"
            + " cv/object_detection by another id",
        e.getMessage());
  }
}
