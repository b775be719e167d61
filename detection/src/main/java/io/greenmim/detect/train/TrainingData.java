package io.greenmim.detect.train;

import io.greenmim.detect.coco.CheckReport;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.DatasetCheck;
import io.greenmim.detect.coco.ImageHeaders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a detector is trained on.
 *
 * @param train checked annotations
 * @param trainImages folder of their images
 * @param validation checked annotations that are evaluated on, if there are any
 * @param validationImages folder of their images
 */
public record TrainingData(
    CocoDataset train,
    Path trainImages,
    Optional<CocoDataset> validation,
    Optional<Path> validationImages) {

  /**
   * Reads and checks a data set; tells of its faults.
   *
   * @param folder where it is
   * @param mostImages most images of each part that are used, the first ones; 0 for all
   * @param out takes what the user is told
   * @return the data without what is faulty
   * @throws IOException if a file is no annotation file or nothing is left of it
   */
  public static TrainingData read(DataFolder folder, int mostImages, PrintWriter out)
      throws IOException {
    CocoDataset train = check(folder.train(), mostImages, out);
    if (folder.validation().isEmpty()) {
      return new TrainingData(train, folder.train().images(), Optional.empty(), Optional.empty());
    }
    CocoDataset validation = check(folder.validation().get(), mostImages, out);
    validation.requireCategories(train.categories());
    return new TrainingData(
        train,
        folder.train().images(),
        Optional.of(validation),
        folder.validation().map(DataFolder.Part::images));
  }

  private static CocoDataset check(DataFolder.Part part, int mostImages, PrintWriter out)
      throws IOException {
    CheckReport report =
        DatasetCheck.run(CocoDataset.read(part.annotations()), new ImageHeaders(part.images()));
    if (!report.faults().isEmpty()) {
      out.printf(
          "%s faulty entries in %s; 'greenmim data check' names them%n",
          report.faults().size(), part.annotations());
      out.flush();
    }
    CocoDataset usable = report.requireUsable();
    return mostImages > 0 ? usable.first(mostImages) : usable;
  }
}
