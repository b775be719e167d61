package io.greenmim.bench.detect;

import ai.djl.modality.cv.output.DetectedObjects;
import ai.djl.modality.cv.output.DetectedObjects.DetectedObject;
import ai.djl.modality.cv.output.Rectangle;
import io.greenmim.detect.boxes.PixelSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects of an image.
 *
 * @param objects the objects
 */
record FoundObjects(List<Found> objects) {

  /** Keeps a copy of the list. */
  FoundObjects {
    objects = List.copyOf(objects);
  }

  /**
   * An object.
   *
   * @param name name of its class
   * @param left left side of its box in pixels, the others likewise
   */
  record Found(String name, double left, double top, double right, double bottom) {

    /** Whether it is of the same class, and each side of its box is within a pixel. */
    boolean same(Found other) {
      return name.equals(other.name)
          && Math.abs(left - other.left) <= 1
          && Math.abs(top - other.top) <= 1
          && Math.abs(right - other.right) <= 1
          && Math.abs(bottom - other.bottom) <= 1;
    }
  }

  /** Takes the objects of an answer that reach a score, with their boxes in an image of a size. */
  static FoundObjects of(DetectedObjects answer, PixelSize size, double least) {
    List<Found> objects = new ArrayList<>();
    for (DetectedObject object : answer.<DetectedObject>items()) {
      if (object.getProbability() >= least) {
        Rectangle box = object.getBoundingBox().getBounds();
        double left = box.getX() * size.width();
        double top = box.getY() * size.height();
        objects.add(
            new Found(
                object.getClassName(),
                left,
                top,
                left + box.getWidth() * size.width(),
                top + box.getHeight() * size.height()));
      }
    }
    return new FoundObjects(objects);
  }

  /** How many of these objects are among others too, each of which counts once. */
  int shared(FoundObjects others) {
    List<Found> left = new ArrayList<>(others.objects);
    int shared = 0;
    for (Found object : objects) {
      int place = 0;
      while (place < left.size() && !object.same(left.get(place))) {
        place++;
      }
      if (place < left.size()) {
        left.remove(place);
        shared++;
      }
    }
    return shared;
  }
}
