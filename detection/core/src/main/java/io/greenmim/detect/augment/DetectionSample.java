package io.greenmim.detect.augment;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A picture with its objects; immutable. Crowds are not among the objects. */
public final class DetectionSample {

  private final long imageId;
  private final RgbImage image;
  private final Boxes boxes;
  private final int[] classes;
  private final List<Outline> outlines;

  /**
   * Makes a sample.
   *
   * @param imageId number of the image in its data set
   * @param image the picture
   * @param boxes box of each object in pixels
   * @param classes class of each object, 0 to K - 1
   * @param outlines outline of each object
   * @throws IllegalArgumentException if there are not as many boxes as classes and outlines
   */
  public DetectionSample(
      long imageId, RgbImage image, Boxes boxes, int[] classes, List<Outline> outlines) {
    Checks.that(
        boxes.size() == classes.length && boxes.size() == outlines.size(),
        "sample of image %d: expected as many boxes as classes and outlines, got %d, %d and %d",
        imageId,
        boxes.size(),
        classes.length,
        outlines.size());
    this.imageId = imageId;
    this.image = image;
    this.boxes = boxes;
    this.classes = classes.clone();
    this.outlines = List.copyOf(outlines);
  }

  /**
   * Keeps a part of the objects.
   *
   * @param objects indices of the objects to keep
   * @return the sample with these objects alone, in this order
   */
  public DetectionSample select(int[] objects) {
    List<Outline> kept = new ArrayList<>();
    for (int object : objects) {
      kept.add(outlines.get(object));
    }
    int[] keptClasses = Arrays.stream(objects).map(object -> classes[object]).toArray();
    return new DetectionSample(imageId, image, boxes.select(objects), keptClasses, kept);
  }

  /**
   * Returns the number of the image.
   *
   * @return the number in the data set
   */
  public long imageId() {
    return imageId;
  }

  /**
   * Returns the picture.
   *
   * @return the picture
   */
  public RgbImage image() {
    return image;
  }

  /**
   * Returns the size of the picture.
   *
   * @return its sides in pixels
   */
  public PictureSize size() {
    return new PictureSize(image.width(), image.height());
  }

  /**
   * Returns the number of objects.
   *
   * @return the number; may be 0
   */
  public int objects() {
    return classes.length;
  }

  /**
   * Returns the boxes.
   *
   * @return a box of each object in pixels
   */
  public Boxes boxes() {
    return boxes;
  }

  /**
   * Returns the classes.
   *
   * @return a class of each object, 0 to K - 1; a copy
   */
  public int[] classes() {
    return classes.clone();
  }

  /**
   * Returns the outlines.
   *
   * @return an outline of each object
   */
  public List<Outline> outlines() {
    return outlines;
  }
}
