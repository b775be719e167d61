package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.detect.train.AugmentationName;
import io.greenmim.detect.train.DetectorTraining;
import java.nio.file.Path;

/**
 * Fine-tunes Mask R-CNN from a pre-trained encoder, and looks at an image with the best weights.
 */
public final class FineTuneDetector {

  private FineTuneDetector() {}

  /**
   * Runs the example.
   *
   * @param args the folder of an annotated data set, that of the encoder's run, that of this run,
   *     the epochs, an image
   * @throws Exception if the run fails
   */
  public static void main(String[] args) throws Exception {
    Path output = Path.of(args[2]);
    DetectorTraining.builder()
        .setData(Path.of(args[0]))
        .setOutput(output)
        .optModel("mask_rcnn_swin_nano")
        .optInit(args[1])
        .optAugmentation(AugmentationName.RESIZE)
        .optShortSides(96, 112, 128)
        .optTestShortSide(112)
        .optLearningRate(5e-4)
        .optEpochs(Integer.parseInt(args[3]))
        .build()
        .run();
    Criteria<Path, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(Path.class, DetectedObjects.class)
            .optModelPath(output.resolve("best"))
            .optArgument("threshold", "0.1")
            .build();
    try (ZooModel<Path, DetectedObjects> model = criteria.loadModel();
        Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
      System.out.println(predictor.predict(Path.of(args[4])).getNumberOfObjects() + " objects");
    }
  }
}
