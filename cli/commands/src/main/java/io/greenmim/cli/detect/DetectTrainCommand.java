package io.greenmim.cli.detect;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.checkpoint.TableResize;
import io.greenmim.cli.ConfigArguments;
import io.greenmim.cli.OutputFolder;
import io.greenmim.cli.PlacementArguments;
import io.greenmim.cli.RunArguments;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.train.DataFolder;
import io.greenmim.detect.train.DetectorOptions;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.detect.train.ScheduleName;
import io.greenmim.detect.train.TrainingData;
import io.greenmim.detect.weights.StartingWeights;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.Expect;
import io.greenmim.train.config.RunOptions;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim detect train}: trains a Mask R-CNN on annotated images. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Trains a Mask R-CNN on images with COCO annotations.",
      "",
      "The defaults are the published recipe: AdamW, 36 epochs, the learning rate falls to a tenth"
          + " after 27 and 33. It is meant for steps of 16 images."
    })
final class DetectTrainCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Data set: train.json with the folder train, or COCO's instances_train2017.json with"
              + " train2017, in the folder or in its annotations; val likewise. Or give"
              + " --annotations and --images.")
  private Path data;

  @Option(names = "--annotations", paramLabel = "FILE", description = "Annotations to train on.")
  private Path annotations;

  @Option(names = "--images", paramLabel = "DIR", description = "Their images.")
  private Path images;

  @Option(
      names = "--val-annotations",
      paramLabel = "FILE",
      description = "Annotations to evaluate on after every epoch.")
  private Path valAnnotations;

  @Option(names = "--val-images", paramLabel = "DIR", description = "Their images.")
  private Path valImages;

  @Option(
      names = "--max-images",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Use the first N images of each part alone, to try something; 0 for all. 'detect"
              + " evaluate' looks at all images. Default: ${DEFAULT-VALUE}.")
  private int mostImages;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "mask_rcnn_swin_tiny",
      completionCandidates = Names.class,
      description = "Variant: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private String model;

  @Option(
      names = "--init",
      paramLabel = "RUN|ARTIFACT|FILE",
      description =
          "Weights to start from: a run or model folder, a model of the zoo, or a checkpoint file"
              + " of any known layout; of an encoder or of a detector. Default: random weights.")
  private String init;

  @Option(
      names = "--resize",
      defaultValue = "bicubic",
      description =
          "How tables of relative positions of another window are resized:"
              + " ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private TableResize resize;

  @Option(names = "--no-masks", description = "Train boxes alone.")
  private boolean noMasks;

  @Option(names = "--class-agnostic-boxes", description = "One box for all classes.")
  private boolean agnosticBoxes;

  @Option(names = "--class-agnostic-masks", description = "One mask for all classes.")
  private boolean agnosticMasks;

  @Option(
      names = "--frozen",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "First stages of the encoder that are not trained, the patch embedding with them."
              + " Default: ${DEFAULT-VALUE}.")
  private int frozen;

  @Option(
      names = "--schedule",
      defaultValue = "3x",
      description =
          "1x (12 epochs), 2x (24) or 3x (36): when the learning rate falls. Default:"
              + " ${DEFAULT-VALUE}.")
  private ScheduleName schedule;

  @Option(
      names = "--epochs",
      description = "Passes over the data; the schedule is stretched. Default: the schedule's.")
  private Integer epochs;

  @Option(
      names = "--batch-size",
      defaultValue = "2",
      description = "Images of a pass on one device. Default: ${DEFAULT-VALUE}.")
  private int batchSize;

  @Mixin private RateArguments rate;

  @Mixin private InputArguments input;

  @Mixin private RunArguments run;

  @Mixin private PlacementArguments placement;

  @Option(
      names = "--validate-every",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Epochs from one validation to the next; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int validateEvery;

  @Option(
      names = "--pictures",
      defaultValue = "4",
      description = "Images in each picture of detections; 0 for none. Default: ${DEFAULT-VALUE}.")
  private int pictures;

  @Spec private CommandSpec spec;

  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return DetectorVariants.names().iterator();
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Expect.atLeast("--max-images", mostImages, 0);
    try (OutputFolder output = run.resolveOutput(model)) {
      train(output.path());
    }
    return 0;
  }

  private void train(Path output) throws IOException, InterruptedException {
    Placement placed = placement.resolve();
    PrintWriter out = spec.commandLine().getOut();
    DetectorVariants.encoder(model);
    TrainingData read = TrainingData.read(folder(), mostImages, out);
    DetectorConfig detector = detector(DetectorVariants.of(model, read.train().categories()));
    epochs = epochs == null ? schedule.epochs() : epochs;
    try (DetectorTraining training =
        new DetectorTraining(options(detector, output), read, placed, out)) {
      training.prepare(run.resume());
      Optional<StartingWeights> start = run.resume() ? Optional.empty() : start(detector, out);
      AtomicFiles.writeText(
          output.resolve(ConfigArguments.FILE),
          ConfigFile.toJson(ConfigArguments.effective(spec)) + "\n");
      training.run(start, commandLine());
    }
  }

  private DataFolder folder() {
    if ((data == null) == (annotations == null)) {
      throw new IllegalArgumentException(
          "expected either --data, or --annotations and --images, got "
              + (data == null ? "neither" : "both"));
    }
    if ((annotations == null) != (images == null)
        || (valAnnotations == null) != (valImages == null)) {
      throw new IllegalArgumentException(
          "expected a folder of images with every annotation file: --annotations with --images,"
              + " --val-annotations with --val-images");
    }
    DataFolder found =
        data != null
            ? DataFolder.find(data)
            : new DataFolder(new DataFolder.Part(annotations, images), Optional.empty());
    return valAnnotations == null
        ? found
        : new DataFolder(
            found.train(), Optional.of(new DataFolder.Part(valAnnotations, valImages)));
  }

  private DetectorConfig detector(DetectorConfig published) {
    RoiConfig roi = published.roi();
    BoxHeadConfig box = roi.box();
    MaskHeadConfig mask = roi.mask();
    RoiConfig chosen =
        new RoiConfig(
            roi.objectIou(),
            roi.sampling(),
            roi.canonicalSize(),
            new BoxHeadConfig(box.pool(), box.width(), agnosticBoxes, box.deltaWeights()),
            noMasks ? null : new MaskHeadConfig(mask.pool(), mask.width(), agnosticMasks));
    return new DetectorConfig(
        published.format(),
        published.variant(),
        rate.encoder(published.encoder()),
        published.categories(),
        published.pyramidChannels(),
        published.anchors(),
        published.rpn(),
        chosen,
        input.output(published.output()),
        published.input());
  }

  private DetectorOptions options(DetectorConfig detector, Path output) {
    UpdateOptions update = rate.update();
    return new DetectorOptions(
        detector,
        frozen,
        input.resolve(),
        rate.resolve(schedule),
        update,
        new DetectorOptions.Batches(
            batchSize, run.accumulate(), run.loaderThreads(), validateEvery),
        new RunOptions(
            output,
            epochs,
            run.maxSteps(),
            0,
            run.seed(),
            run.checkpointSteps(),
            run.keep(),
            pictures,
            run.nonFinite()));
  }

  private Optional<StartingWeights> start(DetectorConfig detector, PrintWriter out)
      throws IOException {
    if (init == null) {
      return Optional.empty();
    }
    Path source = StartingWeights.locate(init, null);
    StartingWeights weights =
        StartingWeights.read(source, detector, ImportOptions.defaults().withTableResize(resize));
    out.println(weights.summary());
    out.flush();
    return Optional.of(weights);
  }

  private List<String> commandLine() {
    List<String> words = new ArrayList<>(List.of("greenmim", "detect", "train"));
    ConfigArguments.effective(spec).forEach((name, value) -> words.add("--" + name + "=" + value));
    return words;
  }
}
