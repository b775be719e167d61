package io.greenmim.detect.mask;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import java.util.ArrayList;
import java.util.List;

/**
 * Targets of a mask head from polygons: an object's outline is moved and stretched from a region
 * onto the small square and rasterised there.
 *
 * <p>detectron2 does so where the ground truth is kept as polygons; {@link MaskTargets} starts from
 * masks and samples them.
 */
public final class PolygonMaskTargets {

  /** Regions thinner than this are stretched as if they were this wide, in pixels. */
  private static final float THINNEST = 0.1f;

  private final int side;
  private final PolygonRaster raster;

  /**
   * Prepares targets of one size.
   *
   * @param side side S of the targets in pixels, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public PolygonMaskTargets(int side) {
    Checks.positive("side of the mask targets", side);
    this.side = side;
    raster = new PolygonRaster(side, side);
  }

  /**
   * Makes the target of a region.
   *
   * @param parts polygons of the object, x and y in pixels of the image
   * @param regions regions of the image
   * @param region index of the region
   * @return mask of S x S pixels
   * @throws IllegalArgumentException if there is no part, or a part is no polygon
   */
  public RunLengthMask target(List<double[]> parts, Boxes regions, int region) {
    double scaleX = side / Math.max(regions.width(region), THINNEST);
    double scaleY = side / Math.max(regions.height(region), THINNEST);
    List<double[]> moved = new ArrayList<>(parts.size());
    for (double[] part : parts) {
      double[] xy = part.clone();
      for (int i = 0; i < xy.length; i++) {
        boolean horizontal = i % 2 == 0;
        double corner = horizontal ? regions.x1(region) : regions.y1(region);
        xy[i] = (xy[i] - corner) * (horizontal ? scaleX : scaleY);
      }
      moved.add(xy);
    }
    return raster.polygons(moved);
  }
}
