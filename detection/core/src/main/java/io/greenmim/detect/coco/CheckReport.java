package io.greenmim.detect.coco;

import java.util.List;

/**
 * What the check of a data set found.
 *
 * @param dataset the data set as it was
 * @param faults its faults: those met while reading, then by image
 * @param usable the data set without what is skipped, with what is mended; the annotations by
 *     image, the categories all of them
 */
public record CheckReport(CocoDataset dataset, List<Fault> faults, CocoDataset usable) {

  /** Keeps a copy of the faults. */
  public CheckReport {
    faults = List.copyOf(faults);
  }

  /**
   * Demands something to train on.
   *
   * @return the usable data set
   * @throws CocoFileException if no category, no image or no annotation is left
   */
  public CocoDataset requireUsable() throws CocoFileException {
    if (usable.categories().isEmpty()) {
      throw nothing("categories", dataset.categories().size());
    }
    if (usable.images().isEmpty()) {
      throw nothing("images", dataset.images().size());
    }
    if (usable.annotations().isEmpty()) {
      throw nothing("annotations", dataset.annotations().size());
    }
    return usable;
  }

  private CocoFileException nothing(String what, int before) {
    String first = faults.isEmpty() ? "" : "; the first fault: " + faults.get(0);
    return new CocoFileException(
        dataset.file(),
        "expected "
            + what
            + " to train on, none of "
            + before
            + " is left after the check"
            + first);
  }
}
