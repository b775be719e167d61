package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.TinyImages;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A zoo that an older version published loads, and its models answer what they answered there. */
class OlderZooTest {

  private static final PixelImage IMAGE = TinyImages.noisy(90, 70, 1);
  private static final float TOLERANCE = 1e-4f;

  /** Features of the image by model, as the older version gave them. */
  private static final Map<String, float[]> FEATURES =
      Map.of(
          "old_encoder",
          new float[] {
            -1.1210201f, -0.7865852f, -0.7075479f, -1.6709318f, 0.14099473f, 0.13741711f,
            0.9744797f, 0.7273732f, 0.9266602f, 0.21233879f, 0.034042045f, -0.36159697f,
            0.94560885f, -0.7242471f, 0.7041452f, 0.56886923f
          },
          "old_green",
          new float[] {
            -0.47442418f, 2.287352f, -0.63457334f, -0.14716482f, 0.59957707f, 1.1076974f,
            -0.90293837f, 1.0165087f, 0.34325f, 0.89378077f, -1.1535f, -0.06928323f,
            0.36422056f, -0.21297428f, -1.1870098f, -1.8586078f
          },
          "old_simmim",
          new float[] {
            0.103243686f, -0.62385714f, -0.14012274f, 0.072183564f, 1.1362387f, -1.1762891f,
            0.68993473f, -0.42042774f, -0.54321826f, -0.17463233f, -0.044259567f, -1.0504519f,
            -0.61093986f, 0.6152885f, 0.26216415f, 1.9137633f
          });

  /** Sums of the absolute values of the maps. */
  private static final Map<String, float[]> MAPS =
      Map.of(
          "old_encoder", new float[] {858.1837f, 32.33494f, 218.83159f},
          "old_green", new float[] {864.92145f, 977.1766f, 212.7698f},
          "old_simmim", new float[] {868.46893f, 31.813063f, 201.46082f});

  private static <I, O> Criteria.Builder<I, O> criteria(String id, Class<I> in, Class<O> out)
      throws Exception {
    Path zoo = Path.of(OlderZooTest.class.getResource("/older/zoo").toURI());
    return Criteria.builder()
        .setTypes(in, out)
        .optModelUrls("greenmim://" + id + "?zoo=" + zoo.toString().replace(" ", "%20"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"old_encoder", "old_green", "old_simmim"})
  void encodersGiveTheSameFeatures(String id) throws Exception {
    try (ZooModel<PixelImage, float[]> model =
            criteria(id, PixelImage.class, float[].class).build().loadModel();
        Predictor<PixelImage, float[]> predictor = model.newPredictor()) {
      assertArrayEquals(FEATURES.get(id), predictor.predict(IMAGE), TOLERANCE);
    }
    try (ZooModel<PixelImage, NDList> model =
            criteria(id, PixelImage.class, NDList.class).build().loadModel();
        Predictor<PixelImage, NDList> predictor = model.newPredictor();
        NDList maps = predictor.predict(IMAGE)) {
      assertEquals(3, maps.size());
      for (int i = 0; i < 3; i++) {
        NDArray map = maps.get(i);
        assertEquals(4L << i, map.getShape().get(0));
        float expected = MAPS.get(id)[i];
        assertEquals(expected, map.abs().sum().getFloat(), TOLERANCE * expected);
      }
    }
  }

  @Test
  void aClassifierGivesTheSameClasses() throws Exception {
    try (ZooModel<PixelImage, Classifications> model =
            criteria("old_classifier", PixelImage.class, Classifications.class)
                .build()
                .loadModel();
        Predictor<PixelImage, Classifications> predictor = model.newPredictor()) {
      Map<String, Double> found = new TreeMap<>();
      predictor
          .predict(IMAGE)
          .items()
          .forEach(item -> found.put(item.getClassName(), item.getProbability()));
      assertEquals(3, found.size());
      assertEquals(0.33036, found.get("cat"), TOLERANCE);
      assertEquals(0.35984, found.get("dog"), TOLERANCE);
      assertEquals(0.30979, found.get("owl"), TOLERANCE);
    }
  }

  @Test
  void maskedImageModelsGiveTheSameReconstructions() throws Exception {
    assertEquals(146.50358, meanOfReconstruction("old_green"), 0.05);
    assertEquals(135.37012, meanOfReconstruction("old_simmim"), 0.05);
  }

  private static double meanOfReconstruction(String id) throws Exception {
    try (ZooModel<Image, Image> model =
            criteria(id, Image.class, Image.class).optArgument("maskSeed", 3).build().loadModel();
        Predictor<Image, Image> predictor = model.newPredictor()) {
      BufferedImage picture =
          (BufferedImage) predictor.predict(TinyImages.toDjl(IMAGE)).getWrappedImage();
      assertEquals(64, picture.getWidth());
      long sum = 0;
      for (int pixel : picture.getRGB(0, 0, 64, 64, null, 0, 64)) {
        sum += (pixel >> 16 & 255) + (pixel >> 8 & 255) + (pixel & 255);
      }
      return sum / (3.0 * 64 * 64);
    }
  }
}
