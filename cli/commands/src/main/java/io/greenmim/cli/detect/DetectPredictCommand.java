package io.greenmim.cli.detect;

import io.greenmim.cli.option.PictureOption;
import io.greenmim.config.Checks;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoResults;
import io.greenmim.detect.coco.ImageFolder;
import io.greenmim.detect.coco.ImageInfoFile;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.train.FoundResults;
import io.greenmim.detect.train.ListedImage;
import io.greenmim.image.read.ImageFormat;
import io.greenmim.train.data.ImageFolderScanner;
import io.greenmim.train.data.ImageList;
import io.greenmim.train.data.UnreadableImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim detect predict}: the objects of images, as pictures and in COCO's form. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Finds the objects of images: a picture of each with boxes, masks and names, and a file of"
          + " all detections.",
      "",
      "In the output folder, PATH.png is the picture of the image PATH, detections.json holds all"
          + " detections as a COCO result file (masks as run lengths), whatever their score, and"
          + " images.json tells which file each image_id is. Images that cannot be read are left"
          + " out and named, in unreadable.txt all of them."
    },
    exitCodeList = {
      "0:all images were looked at",
      "1:an image could not be read, or the command failed",
      "2:wrong usage",
      "130:ended by Ctrl-C",
      "143:ended by SIGTERM"
    })
final class DetectPredictCommand implements Callable<Integer> {

  /** File of all detections. */
  static final String DETECTIONS = "detections.json";

  /** File of the images' numbers and names. */
  static final String IMAGES = "images.json";

  private static final int UNREADABLE = 1;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN|ARTIFACT|FOLDER",
      description = DetectorArguments.MODEL)
  private String model;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "FILE|DIR",
      description = "A " + ImageFormat.NAMES + " image, or a folder of them, walked recursively.")
  private Path images;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description =
          "Take the images, and their numbers, from a COCO annotation file; --images is their"
              + " folder; its categories, if it has any, must be the detector's. Default: all"
              + " images, numbered from 1 in the order of their names.")
  private Path annotations;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of pictures and detections.")
  private Path output;

  @Option(
      names = "--threshold",
      defaultValue = "0.5",
      description = "Lowest score that pictures show, in [0, 1]. Default: ${DEFAULT-VALUE}.")
  private float threshold;

  @Mixin private PictureOption channels;

  @Mixin private DetectorArguments detector;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Checks.that(
        threshold >= 0 && threshold <= 1,
        "--threshold: expected a number in [0, 1], got %s",
        threshold);
    detector.check();
    Optional<CocoDataset> dataset = readAnnotations();
    UnreadableImages unreadable = new UnreadableImages();
    List<ListedImage> listed =
        dataset.isPresent() ? listEntries(dataset.get(), unreadable) : listFiles();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (DetectorArguments.Opened opened = detector.open(model, err)) {
      List<Category> categories = opened.model().config().categories();
      if (dataset.isPresent() && !dataset.get().categories().isEmpty()) {
        dataset.get().requireCategories(categories);
      }
      PictureFolder pictures =
          new PictureFolder(
              output,
              categories,
              threshold,
              channels.of(opened.model().config().encoder().inChannels()),
              unreadable,
              new ImageProgress(err, listed.size()));
      try (FoundResults found = opened.look(listed, detector.limits(), pictures)) {
        CocoResults.write(output.resolve(DETECTIONS), found);
      }
      ImageInfoFile.write(output.resolve(IMAGES), pictures.images(), categories);
      pictures.reportSkipped(spec);
      int wanted = dataset.map(entries -> entries.images().size()).orElse(listed.size());
      int skipped = wanted - pictures.images().size();
      out.printf(
          "%s objects in %s images, %s drawn that score at least %s; %s unreadable; %s%n",
          pictures.found(),
          pictures.images().size(),
          pictures.drawn(),
          threshold,
          skipped,
          output.resolve(DETECTIONS));
      out.flush();
      return skipped == 0 ? 0 : UNREADABLE;
    }
  }

  private Optional<CocoDataset> readAnnotations() throws IOException {
    if (annotations == null) {
      return Optional.empty();
    }
    Checks.that(
        Files.isDirectory(images),
        "--images: expected the folder of the annotations' images, got %s",
        images);
    CocoDataset dataset = CocoDataset.read(annotations);
    Checks.that(!dataset.images().isEmpty(), "%s: expected images, got none", annotations);
    return Optional.of(dataset);
  }

  private List<ListedImage> listFiles() {
    ImageList found = ImageFolderScanner.find(images);
    PrintWriter err = spec.commandLine().getErr();
    found.passedOver().lines(images).forEach(err::println);
    err.flush();
    List<ListedImage> listed = ListedImage.of(found);
    PictureFolder.check(output, images, listed);
    return listed;
  }

  /** Lists the images that have a file; the others are as unreadable as damaged ones. */
  private List<ListedImage> listEntries(CocoDataset dataset, UnreadableImages unreadable) {
    ImageFolder folder = new ImageFolder(images);
    List<ListedImage> named = ListedImage.of(dataset, folder);
    PictureFolder.check(output, images, named);
    for (CocoImage image : dataset.images()) {
      if (!folder.has(image)) {
        unreadable.add(image.fileName(), folder.missing(image));
      }
    }
    List<ListedImage> listed =
        named.stream().filter(image -> Files.isRegularFile(image.file())).toList();
    if (listed.isEmpty()) {
      throw unreadable.nothingReadable(
          dataset.images().size(), "of " + annotations, dataset.images().get(0).fileName());
    }
    return listed;
  }
}
