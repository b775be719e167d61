package io.greenmim.detect.train;

import io.greenmim.detect.coco.CheckReport;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CrowdCount;
import io.greenmim.detect.coco.DatasetCheck;
import io.greenmim.detect.coco.Fault;
import io.greenmim.detect.coco.FaultKind;
import io.greenmim.detect.coco.ImageHeaders;
import io.greenmim.detect.evaluate.EvaluationNotes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a detector is trained on.
 *
 * @param train checked annotations
 * @param trainImages folder of their images
 * @param validation what it is validated on, if there is anything
 * @param unreadable image files that the check left out, with the reason: those to train on by
 *     their names, those of the validation by their paths
 */
public record TrainingData(
    CocoDataset train,
    Path trainImages,
    Optional<HeldOut> validation,
    SortedMap<String, String> unreadable) {

  /**
   * What a detector is validated on.
   *
   * @param usable checked annotations, whose losses are told
   * @param judged the annotations as they stand, of all images, those with a faulty file too:
   *     precision is measured with these, as {@code detect evaluate} does, for what training mends
   *     is training's alone
   * @param images folder of their images
   */
  public record HeldOut(CocoDataset usable, CocoDataset judged, Path images) {}

  /** Images that are left out for what is in their files, not for their entries. */
  private static final Set<FaultKind> OF_FILES =
      EnumSet.of(FaultKind.MISSING_IMAGE_FILE, FaultKind.UNREADABLE_IMAGE_FILE);

  /** Keeps a copy of the unreadable files. */
  public TrainingData {
    unreadable = Collections.unmodifiableSortedMap(new TreeMap<>(unreadable));
  }

  /**
   * Reads and checks a data set; tells of its faults.
   *
   * @param folder where it is
   * @param mostImages most images of each part that are used, 0 for all: to train on, the first of
   *     those without faults; for the validation, the first ones of the file, as they stand
   * @param out takes what the user is told, line by line
   * @return the data without what is faulty
   * @throws IOException if a file is no annotation file or nothing is left of it
   */
  public static TrainingData read(DataFolder folder, int mostImages, Consumer<String> out)
      throws IOException {
    CheckReport checked = check(CocoDataset.read(folder.train().annotations()), folder.train());
    tell(checked, "", new CrowdCount(checked.usable()).training().stream().toList(), out);
    CocoDataset train = usable(checked, mostImages);
    SortedMap<String, String> unreadable = new TreeMap<>(unreadable(checked, Optional.empty()));
    Optional<HeldOut> validation = Optional.empty();
    if (folder.validation().isPresent()) {
      DataFolder.Part part = folder.validation().get();
      CocoDataset stated = CocoDataset.read(part.annotations());
      CheckReport report = check(mostImages > 0 ? stated.first(mostImages) : stated, part);
      HeldOut heldOut =
          new HeldOut(report.requireUsable(), judged(report.dataset(), part), part.images());
      heldOut.usable().requireCategories(train.categories());
      String how =
          ", mended for the loss alone: the precision is that of the annotations as they stand";
      tell(report, how, notes(heldOut, report, stated), out);
      unreadable.putAll(unreadable(report, Optional.of(part.images())));
      validation = Optional.of(heldOut);
    }
    return new TrainingData(train, folder.train().images(), validation, unreadable);
  }

  private static List<String> notes(HeldOut heldOut, CheckReport report, CocoDataset stated) {
    List<String> notes = new ArrayList<>(EvaluationNotes.of(heldOut.judged()));
    int looked = report.dataset().images().size();
    if (looked < stated.images().size()) {
      notes.add(
          "validated on the first %s of %s images alone; 'greenmim detect evaluate' looks at all"
              .formatted(looked, stated.images().size()));
    }
    return notes;
  }

  private static Map<String, String> unreadable(CheckReport report, Optional<Path> folder) {
    Map<String, String> files = new HashMap<>();
    for (Fault fault : report.faults()) {
      if (OF_FILES.contains(fault.kind())) {
        String name = fault.fileName();
        files.put(folder.map(path -> path + "/" + name).orElse(name), fault.detail());
      }
    }
    return files;
  }

  /** An image of unknown size, whose file tells none either, has nothing to be compared with. */
  private static CocoDataset judged(CocoDataset stated, DataFolder.Part part) {
    CocoDataset sized = stated.withSizes(new ImageHeaders(part.images()));
    return sized.withImages(sized.images().stream().filter(CocoImage::hasSize).toList());
  }

  private static CheckReport check(CocoDataset stated, DataFolder.Part part) {
    return DatasetCheck.run(stated, new ImageHeaders(part.images()));
  }

  /** Of the first images those that can be used. */
  private static CocoDataset usable(CheckReport report, int mostImages) throws IOException {
    CocoDataset usable = report.requireUsable();
    return mostImages > 0 ? usable.first(mostImages) : usable;
  }

  private static void tell(
      CheckReport report, String how, List<String> notes, Consumer<String> out) {
    Path file = report.dataset().file();
    if (!report.faults().isEmpty()) {
      out.accept(
          "%s: %s%s; 'greenmim data check' names them"
              .formatted(
                  file,
                  report.faults().size() == 1
                      ? "1 faulty entry"
                      : report.faults().size() + " faulty entries",
                  how));
    }
    notes.forEach(note -> out.accept("%s: %s".formatted(file, note)));
  }
}
