package io.greenmim.detect.coco;

/** What is done with a faulty entry of an annotation file. */
public enum Treatment {
  /** The entry is left out; an image with all its annotations. */
  SKIPPED("skipped"),
  /** The box is cut off at the border of the image. */
  CLIPPED("clipped to the image"),
  /** The faulty polygons are left out, the others are used. */
  POLYGON_DROPPED("used without the faulty polygons"),
  /** The object is used for boxes and not for masks. */
  MASK_DROPPED("used without a mask"),
  /** The object gets another number. */
  RENUMBERED("used under another id"),
  /** A missing value is computed from the others. */
  FILLED_IN("value filled in"),
  /** A number between quotes is read as the number. */
  READ("read as the number"),
  /** The object counts as a crowd: it is not trained on, and not looked for in an evaluation. */
  AS_CROWD("used as a crowd"),
  /** The image has the size of its file. */
  SIZE_OF_FILE("used with the size of its file"),
  /** The entry is used as it stands. */
  KEPT("used as it stands");

  private final String text;

  Treatment(String text) {
    this.text = text;
  }

  /**
   * Describes the treatment.
   *
   * @return a few words that follow "will be"
   */
  public String text() {
    return text;
  }
}
