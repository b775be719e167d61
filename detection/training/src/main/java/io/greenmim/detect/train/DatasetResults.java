package io.greenmim.detect.train;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.coco.CocoResult;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.model.Instances;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts what was found in images into the form of COCO's result files. */
public final class DatasetResults {

  private DatasetResults() {}

  /**
   * Lists the objects of an image.
   *
   * @param image number of the image
   * @param found its objects
   * @param categories categories of the detector, by class
   * @return a result for each object, in the same order
   */
  public static List<CocoResult> of(long image, Instances found, List<Category> categories) {
    List<CocoResult> results = new ArrayList<>();
    Boxes boxes = found.boxes();
    for (int i = 0; i < boxes.size(); i++) {
      BoxXywh box = new BoxXywh(boxes.x1(i), boxes.y1(i), boxes.width(i), boxes.height(i));
      results.add(
          new CocoResult(
              image,
              categories.get(found.classes()[i]).id(),
              Optional.of(box),
              found.scores()[i],
              found.masks().isEmpty() ? Optional.empty() : Optional.of(found.masks().get(i))));
    }
    return results;
  }
}
