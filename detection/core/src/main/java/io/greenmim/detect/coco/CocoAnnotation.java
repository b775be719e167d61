package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.BoxXywh;

/**
 * An annotated object, or a crowd of them, as its file gives it; immutable.
 *
 * <p>A training set has a million of these: the outline is kept as bytes and unpacked on demand.
 */
public final class CocoAnnotation {

  private final long id;
  private final long imageId;
  private final long categoryId;
  private final BoxXywh box;
  private final double area;
  private final boolean crowd;
  private final byte[] outline;

  /**
   * Makes an annotation.
   *
   * @param id number of the annotation
   * @param imageId number of its image
   * @param categoryId number of its category
   * @param box its box
   * @param area its area in square pixels, that of the outline and not of the box
   * @param crowd whether it is a region with many objects
   * @param segmentation its outline
   */
  public CocoAnnotation(
      long id,
      long imageId,
      long categoryId,
      BoxXywh box,
      double area,
      boolean crowd,
      CocoSegmentation segmentation) {
    this(id, imageId, categoryId, box, area, crowd, PackedSegmentation.pack(segmentation));
  }

  private CocoAnnotation(
      long id,
      long imageId,
      long categoryId,
      BoxXywh box,
      double area,
      boolean crowd,
      byte[] outline) {
    this.id = id;
    this.imageId = imageId;
    this.categoryId = categoryId;
    this.box = box;
    this.area = area;
    this.crowd = crowd;
    this.outline = outline;
  }

  /**
   * Gives the annotation another number.
   *
   * @param other the number
   * @return the same annotation with that number
   */
  public CocoAnnotation withId(long other) {
    return new CocoAnnotation(other, imageId, categoryId, box, area, crowd, outline);
  }

  /**
   * Gives the annotation another box.
   *
   * @param other the box
   * @return the same annotation with that box
   */
  public CocoAnnotation withBox(BoxXywh other) {
    return new CocoAnnotation(id, imageId, categoryId, other, area, crowd, outline);
  }

  /**
   * Gives the annotation another area.
   *
   * @param other the area in square pixels
   * @return the same annotation with that area
   */
  public CocoAnnotation withArea(double other) {
    return new CocoAnnotation(id, imageId, categoryId, box, other, crowd, outline);
  }

  /**
   * Gives the annotation another outline.
   *
   * @param other the outline
   * @return the same annotation with that outline
   */
  public CocoAnnotation withSegmentation(CocoSegmentation other) {
    return new CocoAnnotation(id, imageId, categoryId, box, area, crowd, other);
  }

  /**
   * Returns the number of the annotation.
   *
   * @return the number; any
   */
  public long id() {
    return id;
  }

  /**
   * Returns the number of the image.
   *
   * @return the number; there may be no such image
   */
  public long imageId() {
    return imageId;
  }

  /**
   * Returns the number of the category.
   *
   * @return the number; there may be no such category
   */
  public long categoryId() {
    return categoryId;
  }

  /**
   * Returns the box.
   *
   * @return the box in pixels
   */
  public BoxXywh box() {
    return box;
  }

  /**
   * Returns the area, which the evaluation sorts objects into small, medium and large by.
   *
   * @return the area of the outline in square pixels
   */
  public double area() {
    return area;
  }

  /**
   * Tells whether this is a region with many objects: training leaves it out, and the evaluation
   * ignores what is detected in it.
   *
   * @return whether it is a crowd
   */
  public boolean crowd() {
    return crowd;
  }

  /**
   * Unpacks the outline.
   *
   * @return the outline
   */
  public CocoSegmentation segmentation() {
    return PackedSegmentation.unpack(outline);
  }

  @Override
  public String toString() {
    return "annotation " + id + " of image " + imageId;
  }
}
