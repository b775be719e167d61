package io.greenmim.cli.detect;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.greenmim.cli.option.ModelInputOptions;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.Checks;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.model.AugmentedDetector;
import io.greenmim.detect.model.ImageDetector;
import io.greenmim.detect.model.InputVersions;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.model.ObjectDetector;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.detect.train.FoundResults;
import io.greenmim.detect.train.ListedImage;
import io.greenmim.detect.weights.DetectorFolder;
import io.greenmim.detect.weights.DetectorSource;
import io.greenmim.detect.weights.LoadedDetector;
import io.greenmim.host.Processor;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.ImageLimitSettings;
import io.greenmim.train.device.Devices;
import io.greenmim.train.predict.RunWeights;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.train.report.ValidationScore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that say how a trained detector looks at images. */
final class DetectorArguments {

  /** What {@code --model} takes, for its description. */
  static final String MODEL =
      "The detector: folder of a run (its best weights, if it kept them) or a model, id of a model"
          + " in the zoo, or an address such as greenmim://ID/VERSION?zoo=DIR.";

  /** The options of {@link DetectorArguments}, by name. */
  static final List<String> NAMES =
      List.of(
          "--weights",
          "--short-side",
          "--long-side",
          "--flip",
          "--scales",
          "--proposals",
          "--precision",
          "--device",
          "--predictors",
          "--max-image-bytes",
          "--max-image-side",
          "--max-image-pixels");

  private static final int AUGMENTED_LONG_SIDE = 4000;

  /** What a user has it compute with. */
  private enum Numbers {
    FP32,
    BF16,
    INT8,
    REFERENCE;

    /** For inference alone, with weights that are made for it; null for what validations know. */
    InferencePrecision served() {
      return switch (this) {
        case FP32, REFERENCE -> null;
        case BF16 -> InferencePrecision.BF16;
        case INT8 -> InferencePrecision.INT8;
      };
    }
  }

  @Option(names = "--weights", description = RunWeights.DESCRIPTION)
  private RunWeights.Kind weights;

  private final SettingOptions<ImageLimitSettings> limits =
      SettingOptions.of(ImageLimitSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec limitOptions = limits.spec();

  @Option(
      names = "--short-side",
      paramLabel = "PIXELS",
      description =
          "Shorter side of the images that the detector sees. Default: that of its validation, 800"
              + " in the published recipe.")
  private Integer shortSide;

  @Option(
      names = "--long-side",
      paramLabel = "PIXELS",
      description =
          "Most pixels of their longer side. Default: that of its validation, 1333 in the published"
              + " recipe; with --scales, 4000.")
  private Integer longSide;

  @Option(
      names = "--flip",
      description = "Look at every image flipped too, and merge what is found.")
  private boolean flip;

  @Option(
      names = "--scales",
      split = ",",
      paramLabel = "PIXELS",
      description =
          "Look at every image in each of these lengths of the shorter side, and merge what is"
              + " found: 640,800,960 say.")
  private List<Integer> scales;

  @Option(
      names = "--proposals",
      paramLabel = "N",
      description =
          "Regions of an image at most whose class and box are looked for: fewer are faster and"
              + " may miss objects. Default: those of the detector, 1000 in the published recipe.")
  private Integer proposals;

  @Option(
      names = "--precision",
      description =
          "What the detector computes with: fp32, bf16 or int8, which are faster and less exact and"
              + " need a processor that has them ('doctor' tells), or reference. Default: that of"
              + " the run's validation, as it was computed there, or fp32.")
  private Numbers precision;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto (a GPU if there is one), cpu, gpu or gpu:N. Default: ${DEFAULT-VALUE}.")
  private String device;

  @Option(
      names = "--predictors",
      paramLabel = "N",
      defaultValue = "1",
      description = ModelInputOptions.PREDICTORS)
  private int predictors;

  /**
   * A detector that is ready.
   *
   * @param manager owner of its weights
   * @param model the detector
   * @param description which weights it has, and in which precision it looks
   * @param detector looks at images with it as the options say
   * @param atOnce how many images it looks at at the same time
   */
  record Opened(
      NDManager manager, MaskRcnn model, String description, ObjectDetector detector, int atOnce)
      implements AutoCloseable {

    /** Begins to look at images. */
    FoundResults look(
        List<ListedImage> images, ImageLimits limits, FoundResults.Observer observer) {
      return new FoundResults(images, detector, atOnce, model.config(), limits, observer);
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  /** How large images may be. */
  ImageLimits limits() {
    return limits.read().limits();
  }

  /** Checks the numbers; costs nothing. */
  void check() {
    limits.read().limits();
    Checks.that(
        shortSide == null || scales == null, "expected either --short-side or --scales, got both");
    if (shortSide != null) {
      Checks.atLeast("--short-side", shortSide, 1);
    }
    if (longSide != null) {
      Checks.atLeast("--long-side", longSide, 1);
    }
    if (proposals != null) {
      Checks.atLeast("--proposals", proposals, 1);
    }
    Checks.atLeast("--predictors", predictors, 1);
    Checks.that(
        scales == null || scales.stream().allMatch(scale -> scale > 0),
        "--scales: expected positive numbers, got %s",
        scales);
  }

  /** Loads the detector that a user names. */
  Opened open(String name, PrintWriter err) throws IOException {
    List<Device> devices = Devices.parse(device);
    Checks.that(devices.size() == 1, "--device: expected one device, got %s", device);
    InferencePrecision served = precision == null ? null : precision.served();
    if (served != null) {
      served.require(devices.get(0), Processor.current());
    }
    RunWeights chosen =
        RunWeights.choose(
            DetectorSource.folder(name, new LoadingProgress(err)),
            weights,
            DetectorTraining::merit);
    NDManager manager = NDManager.newBaseManager(devices.get(0));
    try {
      DetectorConfig config = DetectorFolder.readConfig(chosen.folder());
      MaskRcnn model =
          LoadedDetector.load(
              manager,
              chosen.folder(),
              chosen.file(),
              proposals == null ? config : config.withProposals(proposals));
      String article = chosen.kind().isEmpty() ? "the " : "";
      String looked = article + chosen.name() + "; looked at in ";
      if (served != null) {
        model.serve(manager, served);
        String text = looked + served + ", packed for inference";
        return new Opened(manager, model, text, detector(model, manager, null), predictors);
      }
      Precision used =
          precision != null
              ? Precision.valueOf(precision.name())
              : chosen.score().flatMap(DetectorArguments::precision).orElse(Precision.FP32);
      return new Opened(
          manager,
          model,
          looked + used.name().toLowerCase(Locale.ROOT),
          detector(model, manager, used),
          predictors);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** The numbers of a validation, if it tells. */
  private static Optional<Precision> precision(ValidationScore score) {
    return Arrays.stream(Precision.values())
        .filter(precision -> precision.name().equalsIgnoreCase(score.precision()))
        .findFirst();
  }

  private ObjectDetector detector(MaskRcnn model, NDManager manager, Precision used) {
    if (scales == null && !flip) {
      return new ImageDetector(model, manager, size(model.config().input()), used);
    }
    List<InputSize> sizes =
        scales == null
            ? List.of(size(model.config().input()))
            : scales.stream()
                .map(side -> new InputSize(side, longSide == null ? AUGMENTED_LONG_SIDE : longSide))
                .toList();
    return new AugmentedDetector(model, manager, new InputVersions(sizes, flip), used);
  }

  private InputSize size(InputSize validated) {
    return new InputSize(
        shortSide == null ? validated.shortSide() : shortSide,
        longSide == null ? validated.longLimit() : longSide);
  }
}
