package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of the shape of an object beyond its box. */
public sealed interface Outline {

  /**
   * Polygons whose union is the object. They may reach out of the picture.
   *
   * @param parts x, y, x, y, ... of each polygon in pixels, three corners or more; at least one
   */
  record Polygons(List<double[]> parts) implements Outline {

    /** Keeps a copy of the list. */
    public Polygons {
      parts = List.copyOf(parts);
    }
  }

  /**
   * A mask of the picture's size.
   *
   * @param mask its pixels
   */
  record Bitmap(RunLengthMask mask) implements Outline {}

  /** Nothing: the object is a box alone. */
  record None() implements Outline {}

  /**
   * Makes a mask of the outline.
   *
   * @param size size of the picture
   * @return the pixels of the object, pycocotools' ones of polygons; nothing if there is no outline
   */
  default Optional<RunLengthMask> mask(PixelSize size) {
    if (this instanceof Polygons polygons) {
      PolygonRaster raster = new PolygonRaster(size.height(), size.width());
      return Optional.of(raster.polygons(polygons.parts()));
    }
    return this instanceof Bitmap bitmap ? Optional.of(bitmap.mask()) : Optional.empty();
  }

  /**
   * Leaves out what has no part in the picture.
   *
   * @param size size of the picture
   * @return the outline, less the polygons that cover no area of the picture; nothing if that is
   *     all
   */
  default Optional<Outline> visible(PixelSize size) {
    if (this instanceof Bitmap bitmap) {
      return bitmap.mask().area() > 0 ? Optional.of(this) : Optional.empty();
    }
    if (!(this instanceof Polygons polygons)) {
      return Optional.of(this);
    }
    List<double[]> inside = new ArrayList<>();
    for (double[] part : polygons.parts()) {
      if (PolygonClip.area(part, size) > 0) {
        inside.add(part);
      }
    }
    if (inside.size() == polygons.parts().size()) {
      return Optional.of(this);
    }
    return inside.isEmpty() ? Optional.empty() : Optional.of(new Polygons(inside));
  }
}
