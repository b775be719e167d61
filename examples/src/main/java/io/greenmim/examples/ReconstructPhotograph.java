package io.greenmim.examples;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Shows what the trained decoder in the jar makes of a photograph of which it sees a quarter. */
public final class ReconstructPhotograph {

  private ReconstructPhotograph() {}

  /**
   * Runs the example.
   *
   * @param args id of a model with a decoder, such as {@code twins_svt_nano}; a photograph; the PNG
   *     file to write
   * @throws Exception if the model or the photograph cannot be loaded, or the file not be written
   */
  public static void main(String[] args) throws Exception {
    Criteria<Path, Image> criteria =
        Criteria.builder()
            .setTypes(Path.class, Image.class)
            .optGroupId("io.greenmim")
            .optArtifactId(args[0])
            .optArgument("maskSeed", 7)
            .build();
    try (ZooModel<Path, Image> model = criteria.loadModel();
        Predictor<Path, Image> predictor = model.newPredictor();
        OutputStream out = Files.newOutputStream(Path.of(args[2]))) {
      Image picture = predictor.predict(Path.of(args[1]));
      picture.save(out, "png");
      System.out.println(picture.getWidth() + " x " + picture.getHeight() + " pixels");
    }
  }
}
