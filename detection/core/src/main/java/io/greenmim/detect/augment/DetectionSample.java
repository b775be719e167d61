package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.image.PixelImage;
import java.util.Arrays;
import java.util.List;

/**
 * A picture with its objects, of which crowds are none; its arrays are never changed.
 *
 * @param imageId number of the image in its data set
 * @param name name of the image's file, for messages
 * @param image the picture
 * @param boxes box of each object in pixels
 * @param classes class of each object, 0 to K - 1
 * @param outlines outline of each object
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record DetectionSample(
    long imageId,
    String name,
    PixelImage image,
    Boxes boxes,
    int[] classes,
    List<Outline> outlines) {

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there are not as many boxes as classes and outlines
   */
  public DetectionSample {
    outlines = List.copyOf(outlines);
    Checks.that(
        boxes.size() == classes.length && boxes.size() == outlines.size(),
        "sample of image %d: expected as many boxes as classes and outlines, got %d, %d and %d",
        imageId,
        boxes.size(),
        classes.length,
        outlines.size());
  }

  /**
   * Gives the picture other objects.
   *
   * @param changed the picture
   * @param moved box of each object
   * @param drawn outline of each object
   * @return the sample with these, the image's number and name and the objects' classes as before
   */
  DetectionSample with(PixelImage changed, Boxes moved, List<Outline> drawn) {
    return new DetectionSample(imageId, name, changed, moved, classes, drawn);
  }

  /**
   * Keeps a part of the objects.
   *
   * @param objects indices of the objects to keep
   * @return the sample with these objects alone, in this order
   */
  public DetectionSample select(int[] objects) {
    return new DetectionSample(
        imageId,
        name,
        image,
        boxes.select(objects),
        Arrays.stream(objects).map(object -> classes[object]).toArray(),
        Arrays.stream(objects).mapToObj(outlines::get).toList());
  }

  /**
   * Returns the size of the picture.
   *
   * @return its sides in pixels
   */
  public PixelSize size() {
    return new PixelSize(image.height(), image.width());
  }
}
