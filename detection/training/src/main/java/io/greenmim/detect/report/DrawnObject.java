package io.greenmim.detect.report;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.Category;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.detect.model.Instances;
import java.util.ArrayList;
import java.util.List;

/**
 * An object as a picture shows it.
 *
 * @param label name of its category
 * @param category number of its category, which decides the colour
 * @param score score in [0, 1], or NaN for an object without one
 * @param x1 left side in pixels
 * @param y1 upper side in pixels
 * @param x2 right side in pixels
 * @param y2 lower side in pixels
 * @param mask its pixels, of the picture's size, or null
 */
public record DrawnObject(
    String label,
    int category,
    double score,
    float x1,
    float y1,
    float x2,
    float y2,
    RunLengthMask mask) {

  /**
   * Prepares detections for a picture.
   *
   * @param found the detections
   * @param categories categories by class
   * @param least lowest score that is shown, in [0, 1]
   * @return the objects, the best one last, so that it lies above the others
   */
  public static List<DrawnObject> found(Instances found, List<Category> categories, float least) {
    List<DrawnObject> objects = new ArrayList<>();
    Boxes boxes = found.boxes();
    for (int i = boxes.size() - 1; i >= 0; i--) {
      if (found.scores()[i] >= least) {
        int k = found.classes()[i];
        objects.add(
            new DrawnObject(
                categories.get(k).name(),
                k,
                found.scores()[i],
                boxes.x1(i),
                boxes.y1(i),
                boxes.x2(i),
                boxes.y2(i),
                found.masks().isEmpty() ? null : found.masks().get(i)));
      }
    }
    return objects;
  }
}
