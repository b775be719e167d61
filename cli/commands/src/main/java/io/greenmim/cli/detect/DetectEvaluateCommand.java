package io.greenmim.cli.detect;

import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.Checks;
import io.greenmim.config.RecordMapper;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.coco.ImageFolder;
import io.greenmim.detect.coco.ImageHeaders;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.evaluate.CocoGroundTruth;
import io.greenmim.detect.evaluate.ComparedShape;
import io.greenmim.detect.evaluate.EvaluationNotes;
import io.greenmim.detect.evaluate.EvaluationReport;
import io.greenmim.detect.evaluate.EvaluationSettings;
import io.greenmim.detect.evaluate.ReportText;
import io.greenmim.detect.model.Instances;
import io.greenmim.detect.train.FoundResults;
import io.greenmim.detect.train.ListedImage;
import io.greenmim.image.PixelImage;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.data.UnreadableImageException;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim detect evaluate}: COCO's statistics of a detector or a result file. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Computes COCO's statistics of boxes and masks: AP, AP50, AP75, AP and AR by size.",
      "",
      "Annotations are judged as they stand, as COCO's own code does: nothing is clipped, mended or"
          + " left out. What cannot be judged is told. Masks are compared where annotations and"
          + " results have them; the size of a detected mask is its own area, not that of its box.",
      "",
      "With --model, a detector looks at the images, whose categories must be its own; otherwise"
          + " --results gives the detections of any program.",
      "",
      "The objects of images that cannot be read count as missed; the images are named."
    })
final class DetectEvaluateCommand implements Callable<Integer> {

  @Option(
      names = "--annotations",
      required = true,
      paramLabel = "FILE",
      description = "Ground truth: a COCO annotation file.")
  private Path annotations;

  @Option(
      names = "--model",
      paramLabel = "RUN|ARTIFACT|FOLDER",
      description = DetectorArguments.MODEL)
  private String model;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description =
          "The images: with --model, and for the sizes of images that the annotations do not tell.")
  private Path images;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "Detections as a COCO result file: read, or written with --model. One of the two is"
              + " needed.")
  private Path results;

  @Mixin private DetectorArguments detector;

  @Option(
      names = "--max-detections",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Detections of an image and category that count at most. Default: ${DEFAULT-VALUE}.")
  private int mostDetections;

  @Option(names = "--categories", description = "Tell the numbers of each category too.")
  private boolean categories;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all numbers to a file too.")
  private Path json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (mostDetections < 1) {
      throw new IllegalArgumentException(
          "--max-detections: expected a positive number, got " + mostDetections);
    }
    checkSource();
    PrintWriter out = spec.commandLine().getOut();
    CocoDataset dataset = CocoDataset.read(annotations).requireWhole();
    if (images != null) {
      dataset = dataset.withSizes(new ImageHeaders(images));
    }
    Detected detected =
        model == null ? Detected.of(CocoResults.read(results)) : detect(dataset, out);
    List<CocoResult> detections = detected.results();
    boolean masks = detected.masks() && CocoGroundTruth.hasOutlines(dataset);
    CocoGroundTruth truth = CocoGroundTruth.of(dataset, masks);
    List<String> notes = new ArrayList<>(truth.notes());
    notes.addAll(EvaluationNotes.of(dataset, detections));
    notes.forEach(out::println);
    List<EvaluationReport> reports = new ArrayList<>();
    reports.add(truth.report(detections, settings(ComparedShape.BOX)));
    if (masks) {
      reports.add(truth.report(detections, settings(ComparedShape.MASK)));
    }
    for (EvaluationReport report : reports) {
      out.print(ReportText.of(report, categories));
    }
    out.flush();
    if (json != null) {
      Map<String, Object> values = new LinkedHashMap<>();
      reports.forEach(report -> values.put(report.compared(), RecordMapper.write(report)));
      AtomicFiles.writeText(json, ConfigFile.toJson(values) + "\n");
    }
    return 0;
  }

  /**
   * What is evaluated.
   *
   * @param results the detections
   * @param masks whether whoever found them looks for masks
   */
  private record Detected(List<CocoResult> results, boolean masks) {

    static Detected of(List<CocoResult> results) {
      return new Detected(results, results.stream().anyMatch(each -> each.mask().isPresent()));
    }
  }

  private void checkSource() {
    Checks.that(
        model != null || results != null,
        "expected a detector by --model, or its detections by --results, got neither");
    Checks.that(model == null || images != null, "--model: expected --images with it");
    for (String name : DetectorArguments.NAMES) {
      Checks.that(
          model != null || !spec.commandLine().getParseResult().hasMatchedOption(name),
          "%s: expected --model with it; the detections of --results are there already",
          name);
    }
    detector.check();
  }

  private Detected detect(CocoDataset dataset, PrintWriter out) throws IOException {
    ImageFolder folder = new ImageFolder(images);
    List<CocoImage> missing =
        dataset.images().stream().filter(image -> !folder.has(image)).toList();
    Checks.that(
        missing.isEmpty(),
        "%s: expected the %d images of %s, %d are missing; the first one, image %s (%s): %s",
        images,
        dataset.images().size(),
        annotations,
        missing.size(),
        missing.isEmpty() ? "" : missing.get(0).id(),
        missing.isEmpty() ? "" : missing.get(0).fileName(),
        missing.isEmpty() ? "" : folder.missing(missing.get(0)));
    List<ListedImage> listed = ListedImage.of(dataset, folder);
    PrintWriter err = spec.commandLine().getErr();
    try (DetectorArguments.Opened opened = detector.open(model, err)) {
      List<Category> known = opened.model().config().categories();
      dataset.requireCategories(known);
      out.println(opened.description());
      UnreadableImages unreadable = new UnreadableImages();
      Observer observer = new Observer(new ImageProgress(err, listed.size()), unreadable);
      List<CocoResult> found = new ArrayList<>();
      try (FoundResults looks = opened.look(listed, detector.limits(), observer)) {
        looks.forEachRemaining(found::add);
      }
      if (unreadable.size() == listed.size()) {
        throw unreadable.nothingReadable(listed.size(), "of " + annotations, listed.get(0).name());
      }
      tell(unreadable, dataset);
      if (results != null) {
        CocoResults.write(results, found.iterator());
      }
      return new Detected(found, opened.model().config().roi().mask() != null);
    }
  }

  private void tell(UnreadableImages unreadable, CocoDataset dataset) {
    if (unreadable.size() == 0) {
      return;
    }
    SettingOptions.tell(spec, unreadable.lines());
    int objects = 0;
    for (int i = 0; i < dataset.images().size(); i++) {
      if (unreadable.contains(dataset.images().get(i).fileName())) {
        objects += dataset.annotations(i).size();
      }
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s of %s images cannot be read; their %s objects count as missed%n%n",
            unreadable.size(), dataset.images().size(), objects);
  }

  /**
   * Remembers the images that cannot be read. Their objects count as missed, as COCO's own code has
   * it for images without results: a result file evaluates to the same numbers.
   */
  private record Observer(ImageProgress progress, UnreadableImages unreadable)
      implements FoundResults.Observer {

    @Override
    public void found(ListedImage image, PixelImage pixels, Instances objects) {
      progress.step();
    }

    @Override
    public void unreadable(ListedImage image, UnreadableImageException reason) {
      unreadable.add(image.name(), reason.reason());
      progress.step();
    }
  }

  private EvaluationSettings settings(ComparedShape compared) {
    List<Integer> numbers = new ArrayList<>(EvaluationSettings.COCO_DETECTIONS);
    numbers.removeIf(number -> number >= mostDetections);
    numbers.add(mostDetections);
    return EvaluationSettings.coco(compared).withDetections(numbers);
  }
}
