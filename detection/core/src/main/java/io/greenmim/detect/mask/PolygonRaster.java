package io.greenmim.detect.mask;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.BoxXywh;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns polygons into masks of an image, pixel for pixel as COCO's own tools do.
 *
 * <p>Corners are rounded to fifths of a pixel and the edges drawn as chains of such fine points.
 * Where a chain passes the middle of a pixel column, the mask changes sides from that row
 * downwards. So the result is that of an even-odd rule, and edges that lie outside the image are
 * cut off at its border.
 */
public final class PolygonRaster {

  /**
   * Largest distance of a corner from the origin, in pixels: an edge is walked in steps of a fifth
   * of a pixel.
   */
  public static final double FARTHEST = 1e6;

  private final int height;
  private final int width;

  /**
   * Prepares masks of one size.
   *
   * @param height height of the image in pixels, at least 1
   * @param width width of the image in pixels, at least 1
   * @throws IllegalArgumentException if the size is none
   */
  public PolygonRaster(int height, int width) {
    RunLengthMask size = RunLengthMask.empty(height, width);
    this.height = size.height();
    this.width = size.width();
  }

  /**
   * Rasterises one polygon.
   *
   * @param xy corners x, y in pixels, at least three; the last is joined to the first
   * @return its mask
   * @throws IllegalArgumentException if there are fewer corners, half a corner, or a coordinate
   *     that is not finite or beyond {@link #FARTHEST}
   */
  public RunLengthMask polygon(double... xy) {
    Checks.that(
        xy.length >= 6 && xy.length % 2 == 0,
        "polygon: expected x and y of at least 3 corners, got %d numbers",
        xy.length);
    for (double coordinate : xy) {
      Checks.that(
          Math.abs(coordinate) <= FARTHEST,
          "polygon: expected coordinates within %.0f pixels, got %s",
          FARTHEST,
          coordinate);
    }
    FineOutline outline = new FineOutline(height, width);
    for (int corner = 0; corner < xy.length; corner += 2) {
      outline.corner(xy[corner], xy[corner + 1]);
    }
    outline.corner(xy[0], xy[1]);
    return outline.toMask();
  }

  /**
   * Rasterises an object of several parts.
   *
   * @param parts polygons, at least one
   * @return the union of their masks
   * @throws IllegalArgumentException if there is no part, or a part is no polygon
   */
  public RunLengthMask polygons(List<double[]> parts) {
    List<RunLengthMask> masks = new ArrayList<>(parts.size());
    for (double[] part : parts) {
      masks.add(polygon(part));
    }
    return RunLengthMask.union(masks);
  }

  /**
   * Rasterises a box, as the polygon of its corners.
   *
   * @param box the box
   * @return its mask
   * @throws IllegalArgumentException if a side is beyond {@link #FARTHEST}
   */
  public RunLengthMask box(BoxXywh box) {
    double right = box.x() + box.width();
    double bottom = box.y() + box.height();
    return polygon(box.x(), box.y(), box.x(), bottom, right, bottom, right, box.y());
  }
}
