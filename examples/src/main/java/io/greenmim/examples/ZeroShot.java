package io.greenmim.examples;

import ai.djl.huggingface.translator.ZeroShotImageClassificationTranslatorFactory;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.VisionLanguageInput;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.nio.file.Path;
import java.util.Arrays;

/** Chooses among sentences for an image, with DJL's classes alone and a model of {@code align}. */
public final class ZeroShot {

  private ZeroShot() {}

  /**
   * Runs the example.
   *
   * @param args folder or address of the model; image; sentences to choose among
   * @throws Exception if the model or the image cannot be loaded
   */
  public static void main(String[] args) throws Exception {
    Criteria<VisionLanguageInput, Classifications> criteria =
        Criteria.builder()
            .setTypes(VisionLanguageInput.class, Classifications.class)
            .optModelUrls(args[0])
            .optTranslatorFactory(new ZeroShotImageClassificationTranslatorFactory())
            .build();
    Image image = ImageFactory.getInstance().fromFile(Path.of(args[1]));
    String[] sentences = Arrays.copyOfRange(args, 2, args.length);
    try (ZooModel<VisionLanguageInput, Classifications> model = criteria.loadModel();
        Predictor<VisionLanguageInput, Classifications> predictor = model.newPredictor()) {
      System.out.println(predictor.predict(new VisionLanguageInput(image, null, sentences, "{}")));
    }
  }
}
