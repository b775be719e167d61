package io.greenmim.bench.detect;

import io.greenmim.bench.FlopCount;
import io.greenmim.bench.FlopCounter;
import io.greenmim.config.ImageSize;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.model.Encoder;
import java.util.List;

/** Counts the work of a detector for one image, from the matrices of its blocks. */
final class DetectorFlopCounter {

  private final MaskRcnn model;

  /**
   * Makes a counter.
   *
   * @param model the detector, perhaps without weights
   */
  DetectorFlopCounter(MaskRcnn model) {
    this.model = model;
  }

  /**
   * Counts.
   *
   * @param image size of the image
   * @param proposals regions that the box head sees
   * @param detections regions that the mask head sees
   * @return operations of one image
   */
  DetectorFlops count(MeasuredImage image, int proposals, int detections) {
    PixelSize padded = image.padded();
    Encoder encoder = model.backbone().bottomUp().encoder();
    FlopCount dense = FlopCount.of(encoder.work(new ImageSize(padded.height(), padded.width())));
    List<PixelSize> maps = image.maps(model.config().encoder());
    return new DetectorFlops(
        dense.encoder(),
        2 * pyramid(maps),
        2 * cells(maps) * FlopCounter.matrices(model, "proposal_generator."),
        2 * proposals * FlopCounter.matrices(model, "roi_heads.box_"),
        2 * detections * mask(),
        dense.padding());
  }

  private double pyramid(List<PixelSize> maps) {
    double sum = 0;
    for (int i = 0; i < maps.size(); i++) {
      int level = Integer.numberOfTrailingZeros(model.config().encoder().stride(i));
      double weights =
          FlopCounter.matrices(model, "backbone.fpn_lateral" + level + ".")
              + FlopCounter.matrices(model, "backbone.fpn_output" + level + ".");
      sum += cells(maps.get(i)) * weights;
    }
    return sum;
  }

  private double mask() {
    if (model.config().roi().mask() == null) {
      return 0;
    }
    double cells = Math.pow(model.config().roi().mask().pool(), 2);
    // The upscaling makes four cells of each, and has a matrix for each of them.
    return cells * FlopCounter.matrices(model, "roi_heads.mask_head.mask_fcn")
        + cells * FlopCounter.matrices(model, "roi_heads.mask_head.deconv.")
        + 4 * cells * FlopCounter.matrices(model, "roi_heads.mask_head.predictor.");
  }

  /** All levels; the last has every second cell of the one before. */
  private static double cells(List<PixelSize> maps) {
    PixelSize coarsest = maps.get(maps.size() - 1);
    PixelSize last = new PixelSize((coarsest.height() + 1) / 2, (coarsest.width() + 1) / 2);
    return maps.stream().mapToDouble(DetectorFlopCounter::cells).sum() + cells(last);
  }

  private static double cells(PixelSize size) {
    return (double) size.height() * size.width();
  }
}
