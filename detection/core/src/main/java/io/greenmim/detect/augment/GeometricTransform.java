package io.greenmim.detect.augment;

import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RunLengthMask;
import io.greenmim.image.PixelImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of geometry with all its parameters fixed, for pictures of one size. Every axis moves by
 * itself, so the boxes of moved objects are the moved boxes.
 */
public sealed interface GeometricTransform permits HorizontalFlip, Resize, Crop {

  /**
   * Tells what pictures are taken.
   *
   * @return size of the picture before
   */
  PixelSize from();

  /**
   * Tells what pictures are given.
   *
   * @return size of the picture after
   */
  PixelSize to();

  /**
   * Moves the pixels.
   *
   * @param image a picture of the size before
   * @return the picture after
   */
  PixelImage apply(PixelImage image);

  /**
   * Moves a horizontal coordinate.
   *
   * @param x continuous coordinate in pixels, 0 at the left border of the picture
   * @return where it is afterwards, perhaps outside of the picture
   */
  double x(double x);

  /**
   * Moves a vertical coordinate.
   *
   * @param y continuous coordinate in pixels, 0 at the upper border of the picture
   * @return where it is afterwards, perhaps outside of the picture
   */
  double y(double y);

  /**
   * Tells where the columns of a mask come from.
   *
   * @return for each column after, the column before
   */
  int[] columns();

  /**
   * Tells where the rows of a mask come from.
   *
   * @return for each row after, the row before
   */
  int[] rows();

  /**
   * Moves boxes.
   *
   * @param boxes boxes in pixels
   * @return the boxes afterwards, not cut off at the border
   */
  default Boxes apply(Boxes boxes) {
    float[] corners = boxes.corners();
    for (int i = 0; i < corners.length; i += Boxes.WIDTH) {
      double x1 = x(corners[i]);
      double y1 = y(corners[i + 1]);
      double x2 = x(corners[i + 2]);
      double y2 = y(corners[i + 3]);
      corners[i] = (float) Math.min(x1, x2);
      corners[i + 1] = (float) Math.min(y1, y2);
      corners[i + 2] = (float) Math.max(x1, x2);
      corners[i + 3] = (float) Math.max(y1, y2);
    }
    return Boxes.of(corners);
  }

  /**
   * Moves an outline.
   *
   * @param outline the outline
   * @return the outline afterwards; polygons are not cut off at the border
   */
  default Outline apply(Outline outline) {
    if (outline instanceof Outline.Bitmap bitmap) {
      return new Outline.Bitmap(sample(bitmap.mask()));
    }
    if (outline instanceof Outline.Polygons polygons) {
      List<double[]> moved = new ArrayList<>(polygons.parts().size());
      for (double[] part : polygons.parts()) {
        moved.add(move(part));
      }
      return new Outline.Polygons(moved);
    }
    return outline;
  }

  private double[] move(double[] xy) {
    double[] moved = new double[xy.length];
    for (int i = 0; i < xy.length; i += 2) {
      moved[i] = bounded(x(xy[i]));
      moved[i + 1] = bounded(y(xy[i + 1]));
    }
    return moved;
  }

  /** A corner this far from any picture would only cost time. */
  private static double bounded(double coordinate) {
    return Math.max(-PolygonRaster.FARTHEST, Math.min(PolygonRaster.FARTHEST, coordinate));
  }

  private RunLengthMask sample(RunLengthMask mask) {
    byte[] before = mask.decode();
    int[] columns = columns();
    int[] rows = rows();
    byte[] after = new byte[rows.length * columns.length];
    for (int y = 0; y < rows.length; y++) {
      int row = rows[y] * mask.width();
      for (int x = 0; x < columns.length; x++) {
        after[y * columns.length + x] = before[row + columns[x]];
      }
    }
    return RunLengthMask.encode(rows.length, columns.length, after);
  }

  /**
   * Moves a whole sample.
   *
   * @param sample a sample whose picture has the size before
   * @return the sample afterwards, with all its objects, even those that left the picture
   * @throws IllegalArgumentException if the picture has another size
   */
  default DetectionSample apply(DetectionSample sample) {
    if (!sample.size().equals(from())) {
      throw new IllegalArgumentException(
          "image %s: expected a picture of %s, got %s"
              .formatted(sample.imageId(), from(), sample.size()));
    }
    return sample.with(
        apply(sample.image()),
        apply(sample.boxes()),
        sample.outlines().stream().map(this::apply).toList());
  }
}
