package io.greenmim.detect.coco;

import java.util.Locale;

/** What can be wrong with an entry of an annotation file. */
public enum FaultKind {
  /** A field that must be there is not, or holds something of another type. */
  MISSING_FIELD(Subject.ANNOTATION, "field missing or of the wrong type"),
  /** A number is infinite or not a number. */
  NON_FINITE(Subject.ANNOTATION, "number that is not finite"),
  /** Another annotation has the same number. */
  DUPLICATE_ANNOTATION(Subject.ANNOTATION, "duplicate annotation id"),
  /** No image has the number that the annotation names. */
  MISSING_IMAGE_ENTRY(Subject.ANNOTATION, "no image entry of that id"),
  /** No category has the number that the annotation names. */
  UNKNOWN_CATEGORY(Subject.ANNOTATION, "unknown category"),
  /** The box has no width or no height. */
  EMPTY_BOX(Subject.ANNOTATION, "empty box"),
  /** The box lies outside of the image, all of it or a part. */
  BOX_OUTSIDE(Subject.ANNOTATION, "box outside of the image"),
  /** The area is not positive. */
  ZERO_AREA(Subject.ANNOTATION, "area of 0 or less"),
  /** There is no area, or no finite number as area. */
  MISSING_AREA(Subject.ANNOTATION, "area missing or no finite number"),
  /** The mark of a crowd is neither 0 nor 1. */
  CROWD_FIELD(Subject.ANNOTATION, "iscrowd other than 0 and 1"),
  /** A number stands between quotes. */
  QUOTED_NUMBER(Subject.ANNOTATION, "number written as a text"),
  /** The list of polygons is empty. */
  NO_POLYGON(Subject.ANNOTATION, "empty list of polygons"),
  /** A polygon has no point. */
  EMPTY_POLYGON(Subject.ANNOTATION, "empty polygon"),
  /** A polygon has one or two points. */
  SHORT_POLYGON(Subject.ANNOTATION, "polygon of fewer than 3 points"),
  /** A polygon has an x without a y. */
  ODD_COORDINATES(Subject.ANNOTATION, "odd number of polygon coordinates"),
  /** All corners of a polygon lie on one line, or a mask has no pixel. */
  FLAT_OUTLINE(Subject.ANNOTATION, "outline without extent"),
  /** The segmentation is neither polygons nor run lengths. */
  UNREADABLE_SEGMENTATION(Subject.ANNOTATION, "segmentation is neither polygons nor run lengths"),
  /** The run lengths are those of a mask of another size than the image's. */
  MASK_SIZE(Subject.ANNOTATION, "mask of another size than its image"),
  /** The run lengths do not fill their mask. */
  RUN_LENGTHS(Subject.ANNOTATION, "run lengths that do not fill their mask"),
  /** A field of an image entry is not there, or holds something of another type. */
  IMAGE_FIELD(Subject.IMAGE, "field of an image missing or of the wrong type"),
  /** Another image entry has the same number. */
  DUPLICATE_IMAGE(Subject.IMAGE, "duplicate image id"),
  /** Another image entry has the same file. */
  SAME_FILE(Subject.IMAGE, "two image entries of one file"),
  /** There is no image file. */
  MISSING_IMAGE_FILE(Subject.IMAGE, "image file missing"),
  /** The image file is no image. */
  UNREADABLE_IMAGE_FILE(Subject.IMAGE, "image file unreadable"),
  /** The image file has another size than its entry. */
  IMAGE_SIZE(Subject.IMAGE, "image file of another size than in the annotations"),
  /** The entry has the size of the file as stored, before its orientation turns it upright. */
  TURNED_IMAGE(Subject.IMAGE, "size as stored, not as turned upright"),
  /** A field of a category is not there, or holds something of another type. */
  CATEGORY_FIELD(Subject.CATEGORY, "field of a category missing or of the wrong type"),
  /** Another category has the same number. */
  DUPLICATE_CATEGORY(Subject.CATEGORY, "duplicate category id"),
  /** Another category has the same name. */
  SAME_NAME(Subject.CATEGORY, "two categories of one name");

  private final Subject subject;
  private final String text;

  FaultKind(Subject subject, String text) {
    this.subject = subject;
    this.text = text;
  }

  /**
   * Tells what sort of entry has the fault.
   *
   * @return the sort of entry
   */
  public Subject subject() {
    return subject;
  }

  /**
   * Describes the fault.
   *
   * @return a few words
   */
  public String text() {
    return text;
  }

  /**
   * Names the fault for programs.
   *
   * @return lower-case words with underscores between them
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A sort of entry. */
  public enum Subject {
    /** An entry of {@code annotations}. */
    ANNOTATION,
    /** An entry of {@code images}. */
    IMAGE,
    /** An entry of {@code categories}. */
    CATEGORY
  }
}
