package io.greenmim.detect.coco;

import io.greenmim.detect.boxes.BoxXywh;

/**
 * An annotated object, or a crowd of them, as its file gives it.
 *
 * <p>A training set has a million of these, so the outline is kept as bytes.
 *
 * @param id number of the annotation
 * @param imageId number of its image
 * @param categoryId number of its category
 * @param box its box
 * @param area its area in square pixels, that of the outline and not of the box
 * @param crowd whether it is a region with many objects
 * @param outline its outline, packed; {@link #segmentation} reads it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record CocoAnnotation(
    long id,
    long imageId,
    long categoryId,
    BoxXywh box,
    double area,
    boolean crowd,
    byte[] outline) {

  /**
   * Makes an annotation.
   *
   * @param id number of the annotation
   * @param imageId number of its image
   * @param categoryId number of its category
   * @param box its box
   * @param area its area in square pixels
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

  CocoAnnotation withId(long other) {
    return new CocoAnnotation(other, imageId, categoryId, box, area, crowd, outline);
  }

  CocoAnnotation withBox(BoxXywh other) {
    return new CocoAnnotation(id, imageId, categoryId, other, area, crowd, outline);
  }

  CocoAnnotation withArea(double other) {
    return new CocoAnnotation(id, imageId, categoryId, box, other, crowd, outline);
  }

  CocoAnnotation withSegmentation(CocoSegmentation other) {
    return new CocoAnnotation(id, imageId, categoryId, box, area, crowd, other);
  }

  /**
   * Unpacks the outline.
   *
   * @return the outline as the file gives it, bit for bit
   */
  public CocoSegmentation segmentation() {
    return PackedSegmentation.unpack(outline);
  }

  @Override
  public String toString() {
    return "annotation " + id + " of image " + imageId;
  }
}
