package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.Arrays;

/** Prints the feature of an image: all that an application needs. */
public final class FeatureExample {

  private FeatureExample() {}

  /**
   * Runs the example.
   *
   * @param args address of a model, such as {@code greenmim://ID?zoo=DIR}, and an image file
   * @throws Exception if the model or the image cannot be loaded
   */
  public static void main(String[] args) throws Exception {
    Criteria<Image, float[]> criteria =
        Criteria.builder().setTypes(Image.class, float[].class).optModelUrls(args[0]).build();
    try (ZooModel<Image, float[]> model = criteria.loadModel();
        Predictor<Image, float[]> predictor = model.newPredictor()) {
      float[] feature = predictor.predict(ImageFactory.getInstance().fromFile(Path.of(args[1])));
      System.out.println(feature.length + " " + Arrays.toString(Arrays.copyOf(feature, 4)));
    }
  }
}
