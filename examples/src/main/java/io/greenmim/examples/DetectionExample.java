package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.DetectedObjects.DetectedObject;
import ai.djl.modality.cv.output.Mask;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;

/** Prints the objects of an image: all that an application needs. */
public final class DetectionExample {

  private DetectionExample() {}

  /**
   * Runs the example.
   *
   * @param args address of a detector, such as {@code greenmim://ID?zoo=DIR}, and an image file
   * @throws Exception if the model or the image cannot be loaded
   */
  public static void main(String[] args) throws Exception {
    Criteria<Image, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(Image.class, DetectedObjects.class)
            .optModelUrls(args[0])
            .optArgument("threshold", "0.05")
            .build();
    try (ZooModel<Image, DetectedObjects> model = criteria.loadModel();
        Predictor<Image, DetectedObjects> predictor = model.newPredictor()) {
      Image image = ImageFactory.getInstance().fromFile(Path.of(args[1]));
      DetectedObjects found = predictor.predict(image);
      int masks = 0;
      for (int i = 0; i < found.getNumberOfObjects(); i++) {
        DetectedObject object = found.item(i);
        masks += object.getBoundingBox() instanceof Mask ? 1 : 0;
      }
      image.drawBoundingBoxes(found);
      System.out.println(found.getNumberOfObjects() + " objects, " + masks + " masks");
    }
  }
}
