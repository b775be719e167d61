package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.coco.CocoSegmentation.CompressedRuns;
import io.greenmim.detect.coco.CocoSegmentation.Missing;
import io.greenmim.detect.coco.CocoSegmentation.Polygons;
import io.greenmim.detect.coco.CocoSegmentation.Runs;
import io.greenmim.detect.coco.CocoSegmentation.Unreadable;
import io.greenmim.detect.mask.PolygonRaster;
import io.greenmim.detect.mask.RleString;
import io.greenmim.detect.mask.RunLengthMask;
import java.util.Optional;

/** Makes masks of outlines, as pycocotools' {@code annToRLE} does. */
public final class SegmentationMasks {

  private SegmentationMasks() {}

  /**
   * Makes the mask of an object.
   *
   * @param outline its outline
   * @param height rows of the image
   * @param width columns of the image
   * @return the pixels of the object; nothing if it has no outline
   * @throws IllegalArgumentException if the outline has a fault that {@link DatasetCheck} finds
   */
  public static Optional<RunLengthMask> of(CocoSegmentation outline, int height, int width) {
    if (outline instanceof Missing) {
      return Optional.empty();
    }
    if (outline instanceof Unreadable unreadable) {
      throw new IllegalArgumentException(
          "segmentation: expected polygons or run lengths, got " + unreadable.found());
    }
    if (outline instanceof Polygons polygons) {
      return Optional.of(new PolygonRaster(height, width).polygons(polygons.parts()));
    }
    RunLengthMask mask = runLengths(outline);
    if (mask.height() != height || mask.width() != width) {
      ImageSize expected = new ImageSize(width, height);
      ImageSize got = new ImageSize(mask.width(), mask.height());
      throw new IllegalArgumentException(
          "segmentation: expected a mask of " + expected + " pixels, got one of " + got);
    }
    return Optional.of(mask);
  }

  /**
   * Makes the mask of what can be read of an outline. An outline that can be read stands as it is,
   * whatever it covers; of another one the sound parts are taken.
   *
   * @param outline the outline
   * @param image its image, of a known size
   * @return the pixels of the object; nothing if there is no outline, or nothing sound in it
   */
  public static Optional<RunLengthMask> readable(CocoSegmentation outline, CocoImage image) {
    try {
      return of(outline, image.height(), image.width());
    } catch (IllegalArgumentException e) {
      // The data check tells this fault by its name.
      CocoSegmentation sound =
          new OutlineCheck(image, (kind, detail, treatment) -> {}).mend(outline);
      return of(sound, image.height(), image.width());
    }
  }

  /**
   * Makes the mask of a box.
   *
   * @param box the box; it may reach out of the image
   * @param image its image, of a known size
   * @return the pixels of the image in the box
   */
  public static RunLengthMask ofBox(BoxXywh box, CocoImage image) {
    double left = Math.max(0, box.x());
    double top = Math.max(0, box.y());
    double width = Math.min(image.width(), box.x() + box.width()) - left;
    double height = Math.min(image.height(), box.y() + box.height()) - top;
    return width > 0 && height > 0
        ? new PolygonRaster(image.height(), image.width())
            .box(new BoxXywh(left, top, width, height))
        : RunLengthMask.empty(image.height(), image.width());
  }

  /** Makes the mask of run lengths, at the size that they give. */
  static RunLengthMask runLengths(CocoSegmentation outline) {
    if (outline instanceof Runs runs) {
      return RunLengthMask.of(runs.height(), runs.width(), runs.counts());
    }
    CompressedRuns runs = (CompressedRuns) outline;
    return RleString.parse(runs.height(), runs.width(), runs.counts());
  }
}
