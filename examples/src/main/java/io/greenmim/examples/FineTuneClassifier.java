package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.config.ImageSize;
import io.greenmim.train.classify.ClassifierTraining;
import java.nio.file.Path;

/** Fine-tunes a classifier from a pre-trained encoder, and asks it what an image is. */
public final class FineTuneClassifier {

  private FineTuneClassifier() {}

  /**
   * Runs the example.
   *
   * @param args a folder of class folders, the folder of the encoder's run, that of this run, the
   *     epochs, an image
   * @throws Exception if the run fails
   */
  public static void main(String[] args) throws Exception {
    Path output = Path.of(args[2]);
    ClassifierTraining.builder()
        .setData(Path.of(args[0]))
        .setOutput(output)
        .optModel("swin_nano_patch4_window7_224")
        .optInit(args[1])
        .optImageSize(ImageSize.square(64))
        .optEpochs(Integer.parseInt(args[3]))
        .optListener(System.out::println)
        .build()
        .run();
    Criteria<Path, Classifications> criteria =
        Criteria.builder()
            .setTypes(Path.class, Classifications.class)
            .optModelPath(output.resolve("best"))
            .build();
    try (ZooModel<Path, Classifications> model = criteria.loadModel();
        Predictor<Path, Classifications> predictor = model.newPredictor()) {
      System.out.println(predictor.predict(Path.of(args[4])).best());
    }
  }
}
