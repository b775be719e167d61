package io.greenmim.cli.data;

import io.greenmim.config.Checks;
import io.greenmim.detect.coco.AnnotationSplit;
import io.greenmim.detect.train.DataFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim data split}: annotations for cross validation, or with a part held out. */
@Command(
    name = "split",
    sortOptions = false,
    description = {
      "Cuts annotated images into parts to train and to validate on: --folds K for cross"
          + " validation, --val N for one part of N images. Files of images stay where they are,"
          + " entries of annotations as they stand; information and categories are in every part.",
      "",
      "Of several files images and annotations are numbered anew. Names of images are then relative"
          + " to the folder that all images lie below, which the command tells."
    })
final class DataSplitCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data set in a folder as for 'detect train': both of its parts are cut anew.")
  private Path data;

  @Option(
      names = "--annotations",
      paramLabel = "FILE",
      description = "COCO annotation file; may be given several times.")
  private List<Path> annotations = List.of();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "The images of the --annotations before it.")
  private List<Path> images = List.of();

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "Parts of equal size, each validated on once: DIR/fold-1 to DIR/fold-K.")
  private Integer folds;

  @Option(
      names = "--val",
      paramLabel = "N",
      description = "Images to validate on: DIR/val.json; the others are in DIR/train.json.")
  private Integer val;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Seed of the draw. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the files that are written; new or empty.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Checks.that((folds == null) != (val == null), "expected either --folds or --val");
    List<DataFolder.Part> parts = parts();
    Path common = common(parts.stream().map(DataFolder.Part::images).toList());
    List<AnnotationSplit.Source> sources = new ArrayList<>();
    for (DataFolder.Part part : parts) {
      sources.add(new AnnotationSplit.Source(part.annotations(), prefix(common, part.images())));
    }
    AnnotationSplit split = AnnotationSplit.read(sources);
    List<AnnotationSplit.Part> cut =
        val != null ? List.of(split.holdOut(val, seed)) : split.folds(folds, seed);
    PrintWriter out = spec.commandLine().getOut();
    requireNew(output);
    for (int k = 0; k < cut.size(); k++) {
      Path place =
          Files.createDirectories(val != null ? output : output.resolve("fold-" + (k + 1)));
      split.write(place.resolve("train.json"), cut.get(k).train());
      split.write(place.resolve("val.json"), cut.get(k).val());
      out.printf(
          "%s: %s images to train on, %s to validate on%n",
          place, cut.get(k).train().size(), cut.get(k).val().size());
    }
    out.printf(
        "train by: detect train --annotations .../train.json --images %s --val-annotations"
            + " .../val.json --val-images %s%n",
        common, common);
    out.flush();
    return 0;
  }

  private static void requireNew(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        Checks.that(
            entries.findAny().isEmpty(),
            "--output: expected a new or empty folder, got %s",
            folder);
      }
    }
  }

  private List<DataFolder.Part> parts() {
    Checks.that(
        (data == null) != annotations.isEmpty(), "expected either --data, or --annotations");
    if (data != null) {
      DataFolder found = DataFolder.find(data);
      List<DataFolder.Part> parts = new ArrayList<>(List.of(found.train()));
      found.validation().ifPresent(parts::add);
      return parts;
    }
    Checks.that(
        annotations.size() == images.size(),
        "--images: expected a folder for each --annotations, %s, got %s",
        annotations.size(),
        images.size());
    List<DataFolder.Part> parts = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      parts.add(new DataFolder.Part(annotations.get(i), images.get(i)));
    }
    return parts;
  }

  /** The deepest folder that all lie in, or are. */
  private static Path common(List<Path> folders) {
    Path common = folders.get(0).toAbsolutePath().normalize();
    for (Path folder : folders) {
      Path other = folder.toAbsolutePath().normalize();
      while (!other.startsWith(common)) {
        common = common.getParent();
      }
    }
    return common;
  }

  private static String prefix(Path common, Path folder) {
    String inside = common.relativize(folder.toAbsolutePath().normalize()).toString();
    return inside.isEmpty() ? "" : inside.replace('\\', '/') + "/";
  }
}
