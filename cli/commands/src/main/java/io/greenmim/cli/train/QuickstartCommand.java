package io.greenmim.cli.train;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.backbone.Variant.DetectorTraits;
import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.train.config.Interruption;
import io.greenmim.train.config.UserException;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.pretrain.Pretraining;
import io.greenmim.train.scene.SyntheticScenes;
import io.greenmim.train.state.RunLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The main job from end to end: pre-train, publish, load through Criteria, use; then likewise a
 * detector, a classifier, and a model that finds images by words.
 */
@Command(name = "quickstart", sortOptions = false)
final class QuickstartCommand implements Callable<Integer> {

  /** Its weights in the jar are trained. */
  private static final Variant MODEL = Backbones.smallVariant();

  private static final String ARTIFACT = "quickstart_nano";
  private static final int SCENES = 400;
  private static final int BATCH = 32;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of images, walked recursively. Default: drawn scenes.")
  private Path data;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder of everything that is written. Default: the next free runs/quickstart-N.")
  private Path output;

  @Option(
      names = "--epochs",
      defaultValue = "8",
      description = "Passes over the images. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  private CommandSpec spec;

  private final TourLength detector;
  private final TourLength classifier;
  private final TourLength words;

  /** Makes the command. */
  QuickstartCommand() {
    this(DetectorTour.USUAL, ClassifierTour.USUAL, WordsTour.USUAL);
  }

  /** Makes a command that trains a detector and a classifier, and aligns with words, so long. */
  QuickstartCommand(TourLength detector, TourLength classifier, TourLength words) {
    this.detector = detector;
    this.classifier = classifier;
    this.words = words;
  }

  /** Takes what picocli knows of the command, and describes it: the model is the registry's. */
  @Spec
  void setSpec(CommandSpec own) {
    spec = own;
    String model = MODEL.detection().map(DetectorTraits::name).orElseThrow();
    own.usageMessage()
        .description(
            "Goes on pre-training %s from the trained weights in the jar, publishes it in a zoo,"
                    .formatted(model)
                + " loads it through Criteria and finds the nearest neighbours of a few images by"
                + " feature. Then fine-tunes a detector and a classifier from it on scenes that it"
                + " draws with their annotations, publishes and loads them likewise, and aligns it"
                + " with sentences, so that words find images.",
            "",
            "Without --data it draws the images to pre-train on too. Takes about four minutes on"
                + " two cores.");
  }

  @Override
  public Integer call()
      throws IOException, InterruptedException, ModelException, TranslateException {
    PrintWriter out = spec.commandLine().getOut();
    try (OutputFolder folder =
            output == null ? OutputFolder.next("quickstart") : OutputFolder.given(output);
        RunLock lock = RunLock.take(folder.path())) {
      tour(folder.path(), out);
    }
    return 0;
  }

  private void tour(Path folder, PrintWriter out)
      throws IOException, InterruptedException, ModelException, TranslateException {
    Path run = folder.resolve("run");
    if (Files.exists(run)) {
      throw new UserException("--output: %s holds another run; give another folder".formatted(run));
    }
    Path images = data == null ? drawScenes(folder, out) : data;

    heading(out, "1. Pre-train %s, from its weights in the jar".formatted(MODEL.name()));
    ImageList list = ImageFolderScanner.scan(images);
    Pretraining.builder()
        .setData(images)
        .setOutput(run)
        .optModel(MODEL.name())
        .optInit(MODEL.name())
        .optEpochs(epochs)
        .optBatchSize(Math.min(BATCH, list.size()))
        .optKeep(0)
        .addHook(SettingOptions.console(out))
        .optListener(out::println)
        .build()
        .run();
    Interruption.check();

    TourZoo zoo = new TourZoo(folder.resolve("zoo"), out);
    heading(out, "2. Publish it in the zoo " + zoo.folder());
    URI published = zoo.publish(run, ARTIFACT, "Pre-trained by the quick start");

    heading(out, "3. Load it through Criteria and compare features");
    Path neighbours = folder.resolve("neighbours.png");
    out.println(new NeighbourTour(published, list).write(neighbours));

    Interruption.check();
    DetectorTour tour = new DetectorTour(folder, zoo, run, out);
    heading(out, "4. " + tour.title());
    URI address = tour.run(detector);

    Interruption.check();
    ClassifierTour second = new ClassifierTour(folder, zoo, run, out);
    heading(out, "5. " + ClassifierTour.title());
    second.run(classifier);

    Interruption.check();
    WordsTour third = new WordsTour(folder, zoo, run, out);
    heading(out, "6. " + WordsTour.title());
    third.run(words);
    tellWhatIsNext(out, folder, images, tour, address, second);
    third.tellWhatIsNext();
  }

  private static Path drawScenes(Path folder, PrintWriter out) throws IOException {
    Path scenes = folder.resolve("scenes");
    out.printf("Drawing %s scenes into %s%n", SCENES, scenes);
    out.flush();
    new SyntheticScenes(0).writeTo(scenes, SCENES);
    return scenes;
  }

  private static void heading(PrintWriter out, String text) {
    out.printf("%n%s%n", text);
    out.flush();
  }

  private static void tellWhatIsNext(
      PrintWriter out,
      Path folder,
      Path images,
      DetectorTour tour,
      URI detector,
      ClassifierTour classifier) {
    Path run = folder.resolve("run");
    out.printf(
        """

        Look at
          %s  what the model makes of masked images, epoch by epoch
          %s  the loss
          %s  the neighbours above as a picture
          %s  annotated objects, and those that the detector finds
          %s  how the classifier learned
        """,
        run.resolve("reconstructions"),
        run.resolve("loss.png"),
        folder.resolve("neighbours.png"),
        tour.pictures(),
        classifier.run().resolve("loss.png"));
    out.printf(
        """
        Next
          greenmim pretrain --data DIR            pre-train on your own images
          greenmim features --model %s --images %s --output features.csv
          greenmim publish RUN --zoo DIR          put a run into your own zoo
          greenmim detect train --data DIR        train a detector on your own annotations
          greenmim detect predict --model '%s' --images %s --output found
          greenmim classify train --data DIR      train a classifier on your own folders of classes
          greenmim classify predict --model %s --images %s --output kinds.csv
        """,
        run, images, detector, tour.shown(), classifier.run(), classifier.shown());
    out.flush();
  }
}
