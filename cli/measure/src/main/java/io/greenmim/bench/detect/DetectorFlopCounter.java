package io.greenmim.bench.detect;

import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.EncoderUse;
import io.greenmim.bench.FlopCount;
import io.greenmim.config.EncoderConfig;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.BoxHeadConfig;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.rpn.ProposalNetwork;
import io.greenmim.model.EncoderWork;
import java.util.List;

/** Counts the work of a detector for one image. */
final class DetectorFlopCounter {

  /** Products of a 3 x 3 convolution for each pair of channels. */
  private static final double CONVOLUTION = 9;

  /** Hidden convolutions of the mask head. */
  private static final int MASK_CONVOLUTIONS = 4;

  private final DetectorConfig config;

  /**
   * Makes a counter.
   *
   * @param config the detector
   */
  DetectorFlopCounter(DetectorConfig config) {
    this.config = config;
  }

  /**
   * Counts.
   *
   * @param image size of the image
   * @param proposals regions that the box head sees
   * @param detections regions that the mask head sees
   * @return operations of one image
   */
  DetectorFlops count(ImageSize image, int proposals, int detections) {
    EncoderConfig encoder = config.encoder();
    PixelSize padded = image.padded();
    EncoderWork dense =
        Backbones.newEncoder(encoder, EncoderUse.PYRAMID).work(padded.height(), padded.width());
    List<PixelSize> maps = image.maps(encoder);
    return new DetectorFlops(
        FlopCount.of(dense).encoder(),
        2 * pyramid(maps),
        2 * proposals(maps),
        2 * proposals * box(config.roi().box()),
        config.roi().mask() == null ? 0 : 2 * detections * mask(config.roi().mask()),
        dense.padding());
  }

  private double pyramid(List<PixelSize> maps) {
    double width = config.pyramidChannels();
    double sum = 0;
    for (int i = 0; i < maps.size(); i++) {
      double lateral = config.encoder().channels(i) * width;
      sum += cells(maps.get(i)) * (lateral + CONVOLUTION * width * width);
    }
    return sum;
  }

  /** The last level has every second cell of the one before. */
  private double proposals(List<PixelSize> maps) {
    PixelSize coarsest = maps.get(maps.size() - 1);
    PixelSize last = new PixelSize((coarsest.height() + 1) / 2, (coarsest.width() + 1) / 2);
    double cells = maps.stream().mapToDouble(DetectorFlopCounter::cells).sum() + cells(last);
    double width = config.pyramidChannels();
    double predictions = ProposalNetwork.PREDICTIONS * config.anchors().aspectRatios().size();
    return cells * (CONVOLUTION * width * width + width * predictions);
  }

  private double box(BoxHeadConfig head) {
    double pooled = (double) config.pyramidChannels() * head.pool() * head.pool();
    double width = head.width();
    int boxes = head.agnostic() ? 1 : config.classes();
    return pooled * width + width * width + width * (config.classes() + 1 + Boxes.WIDTH * boxes);
  }

  private double mask(MaskHeadConfig head) {
    double width = head.width();
    double cells = (double) head.pool() * head.pool();
    double hidden =
        CONVOLUTION * width * (config.pyramidChannels() + (MASK_CONVOLUTIONS - 1) * width);
    // Each cell becomes four, each by a product of its own.
    double upscale = 4 * width * width;
    double maps = 4 * width * (head.agnostic() ? 1 : config.classes());
    return cells * (hidden + upscale + maps);
  }

  private static double cells(PixelSize size) {
    return (double) size.height() * size.width();
  }
}
