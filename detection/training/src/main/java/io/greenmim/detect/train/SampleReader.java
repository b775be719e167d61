package io.greenmim.detect.train;

import io.greenmim.detect.augment.DetectionSample;
import io.greenmim.detect.augment.Outline;
import io.greenmim.detect.boxes.BoxXywh;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.coco.CocoAnnotation;
import io.greenmim.detect.coco.CocoDataset;
import io.greenmim.detect.coco.CocoImage;
import io.greenmim.detect.coco.CocoSegmentation;
import io.greenmim.detect.coco.SegmentationMasks;
import io.greenmim.image.PixelImage;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.data.ImageDecoder;
import io.greenmim.train.data.UnreadableImageException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a picture and its objects; crowds are left out. Thread-safe. */
final class SampleReader {

  private final CocoDataset dataset;
  private final Path folder;
  private final boolean outlines;
  private final int channels;
  private final ImageDecoder decoder;

  /**
   * Makes a reader.
   *
   * @param dataset a checked data set
   * @param folder folder of its images
   * @param outlines whether outlines are wanted; a detector of boxes alone does without
   * @param channels channels of the detector
   * @param limits how large images may be
   */
  public SampleReader(
      CocoDataset dataset, Path folder, boolean outlines, int channels, ImageLimits limits) {
    this.dataset = dataset;
    this.folder = folder;
    this.outlines = outlines;
    this.channels = channels;
    decoder = new ImageDecoder(limits);
  }

  /**
   * Reads a sample.
   *
   * @param place place of the image in {@link CocoDataset#images()}
   * @return the sample, as large as the file has it
   * @throws UnreadableImageException if the file is no whole image or has not the size that the
   *     annotations say
   * @throws ClosedByInterruptException if the thread was interrupted while it read
   */
  public DetectionSample read(int place)
      throws UnreadableImageException, ClosedByInterruptException {
    CocoImage entry = dataset.images().get(place);
    Path file = folder.resolve(entry.fileName());
    PixelImage image = decoder.decode(file, channels, Integer.MAX_VALUE);
    if (image.width() != entry.width() || image.height() != entry.height()) {
      throw new UnreadableImageException(
          file,
          "expected %s x %s pixels, as the annotations say, got %s x %s"
              .formatted(entry.width(), entry.height(), image.width(), image.height()));
    }
    List<CocoAnnotation> objects =
        dataset.annotations(place).stream().filter(annotation -> !annotation.crowd()).toList();
    float[] corners = new float[Boxes.WIDTH * objects.size()];
    int[] classes = new int[objects.size()];
    List<Outline> shapes = new ArrayList<>(objects.size());
    for (int i = 0; i < classes.length; i++) {
      CocoAnnotation object = objects.get(i);
      BoxXywh box = object.box();
      corners[Boxes.WIDTH * i] = (float) box.x();
      corners[Boxes.WIDTH * i + 1] = (float) box.y();
      corners[Boxes.WIDTH * i + 2] = (float) (box.x() + box.width());
      corners[Boxes.WIDTH * i + 3] = (float) (box.y() + box.height());
      classes[i] = dataset.classOf(object.categoryId());
      shapes.add(
          outlines
              ? outline(object.segmentation(), new PixelSize(image.height(), image.width()))
              : new Outline.None());
    }
    return new DetectionSample(
        entry.id(), entry.fileName(), image, Boxes.of(corners), classes, shapes);
  }

  private static Outline outline(CocoSegmentation segmentation, PixelSize size) {
    if (segmentation instanceof CocoSegmentation.Polygons polygons) {
      return new Outline.Polygons(polygons.parts());
    }
    return SegmentationMasks.of(segmentation, size.height(), size.width())
        .<Outline>map(Outline.Bitmap::new)
        .orElseGet(Outline.None::new);
  }
}
