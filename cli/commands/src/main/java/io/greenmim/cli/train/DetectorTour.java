package io.greenmim.cli.train;

import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.ImageFolder;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.ProposalLimits;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.config.SamplingConfig;
import io.greenmim.detect.train.AugmentationName;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.detect.train.ListedImage;
import io.greenmim.detect.train.SceneDataset;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.scene.SceneColours;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The step of the quick start that fine-tunes a detector from its encoder, publishes and uses it.
 *
 * @param folder folder of everything that the tour writes
 * @param zoo the zoo that the encoder is published in
 * @param encoder folder of the pre-trained encoder
 * @param out takes what the user is told
 */
record DetectorTour(Path folder, TourZoo zoo, Path encoder, PrintWriter out) {

  private static final String ARTIFACT = "quickstart_detector";
  static final TourLength USUAL = new TourLength(400, 24, 4);
  private static final long TRAIN_SEED = 1;
  private static final long VALIDATION_SEED = 2;

  private static final int BATCH = 4;
  private static final int VALIDATE_EVERY = 2;
  private static final int SIDE = 128;
  private static final double RATE = 1.5e-3;
  private static final long WARMUP_STEPS = 20;
  private static final double CLIP_NORM = 1;

  /** A scene has four objects at most, so that far fewer regions tell enough than of a photo. */
  private static final SamplingConfig REGIONS = new SamplingConfig(64, 0.25);

  private static final ProposalLimits PROPOSALS = new ProposalLimits(300, 150);

  /** The detector on the encoder. */
  private String model() throws IOException {
    return DetectorVariants.nameOn(ConfigFile.readModel(encoder).variant());
  }

  /** Says what the step does, in the imperative. */
  String title() throws IOException {
    return "Fine-tune %s from it on drawn scenes with annotations, and publish it"
        .formatted(model());
  }

  /** Where pictures of what the detector finds are. */
  Path pictures() {
    return folder.resolve("detector/detections");
  }

  /** Folder of the images that are shown. */
  Path shown() {
    return folder.resolve("annotated-scenes/val");
  }

  /** Runs the step; returns the address of the published detector. */
  URI run(TourLength length)
      throws IOException, InterruptedException, ModelException, TranslateException {
    Path scenes = folder.resolve("annotated-scenes");
    draw(scenes, "train", TRAIN_SEED, length.train());
    draw(scenes, "val", VALIDATION_SEED, length.others());
    Path run = folder.resolve("detector");
    DetectorTraining.builder()
        .setData(scenes)
        .setOutput(run)
        .optModel(model())
        .optInit(encoder.toString())
        .optConfig(DetectorTour::forScenes)
        .optAugmentation(AugmentationName.RESIZE)
        .optShortSides(SIDE)
        .optLongSide(SIDE)
        .optTestShortSide(SIDE)
        .optLearningRate(RATE)
        .optWarmupSteps(WARMUP_STEPS)
        .optClipNorm(CLIP_NORM)
        .optEpochs(length.epochs())
        .optBatchSize(BATCH)
        .optValidateEvery(VALIDATE_EVERY)
        .optKeep(0)
        .addHook(SettingOptions.console(out))
        .optListener(out::println)
        .build()
        .run();
    Interruption.check();
    URI address =
        zoo.publish(run.resolve(DetectorFolder.BEST), ARTIFACT, "Fine-tuned by the quick start");
    use(
        out,
        address,
        ListedImage.of(CocoDataset.read(scenes.resolve("val.json")), new ImageFolder(shown())));
    return address;
  }

  /** Loads the published detector as an application does, and looks at an image with it. */
  private static void use(PrintWriter out, URI address, List<ListedImage> images)
      throws IOException, ModelException, TranslateException {
    Criteria<Path, DetectedObjects> criteria =
        Criteria.builder()
            .setTypes(Path.class, DetectedObjects.class)
            .optModelUrls(address.toString())
            .build();
    try (ZooModel<Path, DetectedObjects> model = criteria.loadModel();
        Predictor<Path, DetectedObjects> predictor = model.newPredictor()) {
      Path file = images.get(0).file();
      out.printf(
          "loaded through Criteria, it finds %s objects in %s%n",
          predictor.predict(file).getNumberOfObjects(), file);
      out.flush();
    }
  }

  private static void draw(Path folder, String part, long seed, int count) throws IOException {
    SceneDataset.write(
        folder.resolve(part), folder.resolve(part + ".json"), seed, count, SceneColours.BY_KIND);
  }

  private static DetectorConfig forScenes(DetectorConfig published) {
    RpnConfig rpn = published.rpn();
    RoiConfig roi = published.roi();
    return new DetectorConfig(
        published.format(),
        published.variant(),
        published.encoder(),
        published.categories(),
        published.pyramidChannels(),
        published.anchors(),
        new RpnConfig(
            rpn.negativeIou(),
            rpn.positiveIou(),
            rpn.sampling(),
            PROPOSALS,
            PROPOSALS,
            rpn.nmsThreshold(),
            rpn.minBoxSize()),
        new RoiConfig(roi.objectIou(), REGIONS, roi.canonicalSize(), roi.box(), roi.mask()),
        published.output(),
        published.input(),
        published.preprocessing());
  }
}
