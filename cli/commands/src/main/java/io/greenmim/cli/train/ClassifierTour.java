package io.greenmim.cli.train;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.ImageSize;
import io.greenmim.train.classify.ClassifierTraining;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.predict.RunWeights;
import io.greenmim.train.scene.SyntheticScenes;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The step of the quick start that fine-tunes a classifier from its encoder, publishes and uses it.
 *
 * @param folder folder of everything that the tour writes
 * @param zoo the zoo that the encoder is published in
 * @param encoder folder of the pre-trained encoder
 * @param out takes what the user is told
 */
record ClassifierTour(Path folder, TourZoo zoo, Path encoder, PrintWriter out) {

  static final TourLength USUAL = new TourLength(400, 100, 16);

  private static final String ARTIFACT = "quickstart_classifier";
  private static final long TRAIN_SEED = 3;
  private static final long VALIDATION_SEED = 4;
  private static final int SIDE = 128;
  private static final int BATCH = 16;

  /** Says what the step does, in the imperative. */
  static String title() {
    return "Fine-tune a classifier from it on drawn scenes of one kind each, and publish it";
  }

  /** Folder of the run. */
  Path run() {
    return folder.resolve("classifier");
  }

  /** Folder of the images that are shown. */
  Path shown() {
    return folder.resolve("labelled-scenes/val");
  }

  /** Runs the step; returns the address of the published classifier. */
  URI run(TourLength length)
      throws IOException, InterruptedException, ModelException, TranslateException {
    Path scenes = folder.resolve("labelled-scenes");
    draw(scenes.resolve("train"), TRAIN_SEED, length.train());
    Path example = draw(shown(), VALIDATION_SEED, length.others());
    ClassifierTraining.builder()
        .setData(scenes)
        .setOutput(run())
        .optModel(ConfigFile.readModel(encoder).variant())
        .optInit(encoder.toString())
        .optImageSize(ImageSize.square(SIDE))
        .optEpochs(length.epochs())
        .optBatchSize(Math.min(BATCH, length.train()))
        .optKeep(0)
        .addHook(SettingOptions.console(out))
        .optListener(out::println)
        .build()
        .run();
    Interruption.check();
    URI address =
        zoo.publish(run().resolve(RunWeights.BEST), ARTIFACT, "Fine-tuned by the quick start");
    use(address, example);
    return address;
  }

  /** Loads the published classifier as an application does, and asks it for an image. */
  private void use(URI address, Path image) throws IOException, ModelException, TranslateException {
    Criteria<Path, Classifications> criteria =
        Criteria.builder()
            .setTypes(Path.class, Classifications.class)
            .optModelUrls(address.toString())
            .build();
    try (ZooModel<Path, Classifications> model = criteria.loadModel();
        Predictor<Path, Classifications> predictor = model.newPredictor()) {
      Classifications.Classification best = predictor.predict(image).best();
      out.printf(
          Locale.ROOT,
          "loaded through Criteria, it calls %s %s (%.2f)%n",
          image,
          best.getClassName(),
          best.getProbability());
      out.flush();
    }
  }

  /** Draws scenes into a folder for each kind; returns the first of them. */
  private static Path draw(Path folder, long seed, int count) throws IOException {
    SyntheticScenes scenes = new SyntheticScenes(seed);
    Path first = null;
    for (int number = 0; number < count; number++) {
      Interruption.checkIo();
      String name = scenes.name(number);
      Path kind = Files.createDirectories(folder.resolve(name.substring(0, name.indexOf('-'))));
      Path file = kind.resolve(name + ".png");
      SyntheticScenes.write(scenes.draw(number), file);
      first = first == null ? file : first;
    }
    return first;
  }
}
