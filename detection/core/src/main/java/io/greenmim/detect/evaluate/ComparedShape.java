package io.greenmim.detect.evaluate;

/** What of an object is compared, or measured. */
public enum ComparedShape {
  /** Its box. */
  BOX("bbox"),
  /** Its mask. */
  MASK("segm");

  private final String key;

  ComparedShape(String key) {
    this.key = key;
  }

  /**
   * Returns what COCO's tools call it.
   *
   * @return {@code bbox} or {@code segm}
   */
  public String key() {
    return key;
  }
}
