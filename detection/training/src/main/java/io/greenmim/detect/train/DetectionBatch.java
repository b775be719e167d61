package io.greenmim.detect.train;

import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.image.PixelImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures and what training knows of them, on the host.
 *
 * @param padded size of every picture with its padding, to the right and below
 * @param pixels {@code images x 3 x height x width} unsigned bytes, row-major, red, green, blue; 0
 *     in the padding, which has to become 0 again once the pixels are normalised
 * @param sizes size of each picture without padding
 * @param truths the objects of each picture; may be none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record DetectionBatch(
    PixelSize padded, byte[] pixels, List<PixelSize> sizes, List<GroundTruth> truths) {

  /** Keeps copies of the lists. */
  public DetectionBatch {
    sizes = List.copyOf(sizes);
    truths = List.copyOf(truths);
  }

  /**
   * Pads samples to the largest of them and draws their outlines as masks.
   *
   * @param samples the samples
   * @param least smallest size of a padded picture
   * @param stride what padded sides are multiples of: the stride of the encoder
   * @return the batch
   */
  public static DetectionBatch of(List<DetectionSample> samples, PixelSize least, int stride) {
    int width = least.width();
    int height = least.height();
    List<PixelSize> sizes = new ArrayList<>();
    List<GroundTruth> truths = new ArrayList<>();
    for (DetectionSample sample : samples) {
      PixelSize size = sample.size();
      width = Math.max(width, size.width());
      height = Math.max(height, size.height());
      sizes.add(size);
      truths.add(
          new GroundTruth(
              sample.name(),
              sample.boxes(),
              sample.classes(),
              sample.outlines().stream().map(outline -> outline.mask(size)).toList()));
    }
    PixelSize padded = new PixelSize(height, width).roundedUp(stride);
    int bytes = PixelImage.COLOURS * padded.width() * padded.height();
    byte[] pixels = new byte[Math.multiplyExact(samples.size(), bytes)];
    for (int i = 0; i < samples.size(); i++) {
      samples
          .get(i)
          .image()
          .toPlanes(pixels, i * bytes, padded.width(), padded.width() * padded.height(), false);
    }
    return new DetectionBatch(padded, pixels, sizes, truths);
  }

  /** Name of each image's file. */
  List<String> names() {
    return truths.stream().map(GroundTruth::image).toList();
  }
}
