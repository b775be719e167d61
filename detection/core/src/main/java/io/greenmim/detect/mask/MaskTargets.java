package io.greenmim.detect.mask;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import java.util.List;

/**
 * Targets of a mask head: an object's mask is sampled in a region into S x S bins, as aligned
 * RoIAlign with adaptive sampling does it, and a bin is inside from one half on.
 *
 * <p>The weights of the two axes are independent, so each stretch of a pixel column that is inside
 * adds one number to each row of bins; nothing is sampled point by point. Only bins within 1e-5 of
 * one half, where the rounding of the reference decides, are summed again in float32 in its order.
 * Source: Mask R-CNN (arXiv 1703.06870, section 3); RoIAlign as in detectron2 ({@code aligned},
 * {@code sampling_ratio} 0).
 */
public final class MaskTargets {

  private static final double HALF = 0.5;
  private static final double DOUBT = 1e-5;

  private final int side;

  /**
   * Prepares targets of one size.
   *
   * @param side side S of the targets in bins, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public MaskTargets(int side) {
    Checks.positive("side of the mask targets", side);
    this.side = side;
  }

  /**
   * Makes the targets of many regions.
   *
   * @param objects masks of the objects of the image
   * @param matched index of the object of each region
   * @param regions the regions, n boxes
   * @return 1 inside and 0 outside, (n x S x S)
   * @throws IllegalArgumentException if the number of matches is not that of the regions, or a
   *     region is not finite
   */
  public byte[] targets(List<RunLengthMask> objects, int[] matched, Boxes regions) {
    Checks.that(
        matched.length == regions.size(),
        "matches: expected one for each of %d regions, got %d",
        regions.size(),
        matched.length);
    byte[] targets = new byte[Math.multiplyExact(matched.length, side * side)];
    for (int region = 0; region < matched.length; region++) {
      write(objects.get(matched[region]), regions, region, targets);
    }
    return targets;
  }

  /**
   * Returns how much of each bin is inside, before it is decided.
   *
   * @param object mask of the object
   * @param regions regions of the image
   * @param region index of the region
   * @return shares 0 to 1, (S x S) row by row
   * @throws IllegalArgumentException if the region is not finite
   */
  public double[] shares(RunLengthMask object, Boxes regions, int region) {
    return shares(object, rows(object, regions, region), columns(object, regions, region));
  }

  private void write(RunLengthMask object, Boxes regions, int region, byte[] targets) {
    RegionAxis rows = rows(object, regions, region);
    RegionAxis columns = columns(object, regions, region);
    double[] shares = shares(object, rows, columns);
    SampledBins exact = null;
    for (int bin = 0; bin < shares.length; bin++) {
      double share = shares[bin];
      if (Math.abs(share - HALF) < DOUBT) {
        exact = exact == null ? new SampledBins(object, rows, columns) : exact;
        share = exact.share(bin / side, bin % side);
      }
      targets[region * shares.length + bin] = (byte) (share >= HALF ? 1 : 0);
    }
  }

  private RegionAxis rows(RunLengthMask object, Boxes regions, int region) {
    return new RegionAxis(regions.y1(region), regions.y2(region), side, object.height());
  }

  private RegionAxis columns(RunLengthMask object, Boxes regions, int region) {
    return new RegionAxis(regions.x1(region), regions.x2(region), side, object.width());
  }

  private double[] shares(RunLengthMask object, RegionAxis rows, RegionAxis columns) {
    double[] shares = new double[side * side];
    double[] across = new double[side];
    ColumnRuns runs = new ColumnRuns(object, columns.firstPixel(), columns.endPixel());
    int from = 0;
    while (runs.next()) {
      // Columns rise, and so do the bins that see them.
      while (from < side && columns.end(from) <= runs.x()) {
        from++;
      }
      int to = from;
      for (; to < side && columns.first(to) <= runs.x(); to++) {
        across[to] = columns.weight(to, runs.x(), runs.x() + 1);
      }
      for (int i = 0; i < side; i++) {
        double down = rows.weight(i, runs.top(), runs.bottom());
        for (int j = from; j < to; j++) {
          shares[i * side + j] += down * across[j];
        }
      }
    }
    return shares;
  }
}
