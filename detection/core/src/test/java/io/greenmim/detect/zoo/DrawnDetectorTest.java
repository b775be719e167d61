package io.greenmim.detect.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Application.CV;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.ndarray.NDArray;
import ai.djl.repository.MRL;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.weights.DetectorSource;
import io.greenmim.weights.StateDict;
import io.greenmim.zoo.GreenMimBlockFactory;
import io.greenmim.zoo.ListedModel;
import io.greenmim.zoo.ZooCatalog;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The named detectors are models of the zoo whose weights are drawn. */
class DrawnDetectorTest {

  private static final String NANO = "mask_rcnn_swin_nano";
  private static final int SIDE = 64;

  private static Criteria.Builder<Image, DetectedObjects> criteria() {
    return Criteria.builder()
        .setTypes(Image.class, DetectedObjects.class)
        .optArgument("threshold", "0")
        .optArgument("shortEdge", SIDE);
  }

  private static float[] someWeights(ZooModel<?, ?> model) {
    NDArray weights =
        StateDict.of(model.getBlock()).arrays().get("roi_heads.box_predictor.cls_score.weight");
    return weights.toFloatArray();
  }

  @Test
  void everyArchitectureIsListed() throws IOException {
    List<String> ids =
        ModelZoo.listModels().get(CV.INSTANCE_SEGMENTATION).stream()
            .filter(mrl -> mrl.getGroupId().equals("io.greenmim"))
            .map(MRL::getArtifactId)
            .toList();
    assertTrue(ids.containsAll(DetectorVariants.names()), ids::toString);
    // Of the published ones, Liu et al. (2021) state the whole millions.
    Map<String, Long> millions =
        Map.of(
            "mask_rcnn_swin_tiny", 48L, "mask_rcnn_swin_small", 69L, "mask_rcnn_swin_base", 107L);
    for (String name : DetectorVariants.names()) {
      ListedModel model = ZooCatalog.configured().find(name);
      assertEquals(ListedModel.Weights.RANDOM, model.weights());
      long parameters = model.parameters().orElseThrow();
      if (millions.containsKey(name)) {
        assertEquals(millions.get(name), Math.round(parameters / 1e6), name);
      }
    }
  }

  /** The metadata are files; they must say what the architectures are. */
  @Test
  void descriptionsAgreeWithTheArchitectures() throws IOException {
    for (String name : DetectorVariants.names()) {
      DetectorConfig config = DetectorVariants.of(name, CocoCategories.all());
      String text = ZooCatalog.configured().find(name).artifact().getMetadata().getDescription();
      for (String fact :
          List.of(
              config.classes() + " categories",
              config.encoder().embedDim() + " channels, depths",
              "pyramid of " + config.pyramidChannels() + " channels",
              "box head " + config.roi().box().width() + " wide")) {
        assertTrue(text.contains(fact), fact + ": " + text);
      }
    }
  }

  @Test
  void loadsByIdByFilterAndByAddress() throws Exception {
    List<Criteria.Builder<Image, DetectedObjects>> ways =
        List.of(
            criteria().optGroupId("io.greenmim").optArtifactId(NANO),
            criteria()
                .optApplication(CV.INSTANCE_SEGMENTATION)
                .optGroupId("io.greenmim")
                .optFilter("family", "mask_rcnn")
                .optFilter("size", "nano"),
            criteria().optModelUrls("greenmim://" + NANO));
    for (Criteria.Builder<Image, DetectedObjects> way : ways) {
      try (ZooModel<Image, DetectedObjects> model = way.build().loadModel()) {
        MaskRcnn detector = assertInstanceOf(MaskRcnn.class, model.getBlock());
        assertEquals(DetectorVariants.of(NANO, CocoCategories.all()), detector.config());
        assertEquals("false", model.getProperty(GreenMimBlockFactory.PRETRAINED));
        long parameters =
            StateDict.of(detector).arrays().values().stream().mapToLong(NDArray::size).sum();
        assertEquals(parameters, ZooCatalog.configured().find(NANO).parameters().orElseThrow());
      }
    }
  }

  @Test
  void predictorsRunAndTheSeedDecides() throws Exception {
    Image image =
        ImageFactory.getInstance()
            .fromImage(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB));
    try (ZooModel<Image, DetectedObjects> model =
            criteria().optModelUrls("greenmim://" + NANO).build().loadModel();
        ZooModel<Image, DetectedObjects> same =
            criteria().optModelUrls("greenmim://" + NANO + "?seed=0").build().loadModel();
        ZooModel<Image, DetectedObjects> other =
            criteria().optModelUrls("greenmim://" + NANO + "?seed=1").build().loadModel();
        Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {
      assertArrayEquals(someWeights(model), someWeights(same));
      assertNotEquals(someWeights(model)[7], someWeights(other)[7]);
      DetectedObjects found = predictor.predict(image);
      // Drawn heads hold all 81 classes for about as likely: none reaches the least score.
      assertEquals(0, found.getNumberOfObjects(), found::toString);
    }
  }

  @Test
  void wrongNamesAreOneLine() {
    UncheckedIOException unknown =
        assertThrows(
            UncheckedIOException.class,
            () -> criteria().optModelUrls("greenmim://mask_rcnn_swin_tinny").build().loadModel());
    String line = unknown.getCause().getMessage();
    assertTrue(line.contains("unknown model 'mask_rcnn_swin_tinny'"), line);
    assertTrue(line.contains("the nearest are mask_rcnn_swin_tiny"), line);
    assertEquals(1, line.lines().count());
    IllegalArgumentException variant =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                criteria()
                    .optModelUrls("greenmim://" + NANO + "?variant=mask_rcnn_swin_nono")
                    .build()
                    .loadModel());
    assertTrue(
        variant.getMessage().startsWith("unknown detector 'mask_rcnn_swin_nono'; the nearest are"),
        variant.getMessage());
  }

  @Test
  void anArchitectureIsNoStartingPoint() {
    IOException e = assertThrows(IOException.class, () -> DetectorSource.folder(NANO, null));
    assertEquals(
        NANO + ": expected a model with weights, got an architecture alone", e.getMessage());
  }
}
