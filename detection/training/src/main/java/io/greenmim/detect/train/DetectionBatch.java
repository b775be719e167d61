package io.greenmim.detect.train;

import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.image.PixelImage;
import io.greenmim.image.PixelPlanes;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures and what training knows of them, on the host.
 *
 * @param padded size of every picture with its padding, to the right and below
 * @param pixels {@code images x channels x height x width} unsigned bytes, row-major, of 16 bits
 *     the upper bytes of an image before its lower ones; 0 in the padding, which has to become 0
 *     again once the pixels are normalised
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
    int plane = padded.width() * padded.height();
    int planes =
        samples.stream().mapToInt(sample -> PixelPlanes.count(sample.image())).max().orElse(0);
    byte[] pixels = new byte[Math.multiplyExact(samples.size(), planes * plane)];
    for (int i = 0; i < samples.size(); i++) {
      PixelImage image = samples.get(i).image();
      // Of 8 bits among 16, twice: v / 255 = 257 v / 65535.
      for (int at = 0; at < planes; at += PixelPlanes.count(image)) {
        PixelPlanes.write(image, pixels, (i * planes + at) * plane, padded.width(), plane, false);
      }
    }
    return new DetectionBatch(padded, pixels, sizes, truths);
  }

  /** Name of each image's file. */
  List<String> names() {
    return truths.stream().map(GroundTruth::image).toList();
  }
}
