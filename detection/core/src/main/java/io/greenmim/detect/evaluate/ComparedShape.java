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

  /** {@return what COCO's tools call it: {@code bbox} or {@code segm}} */
  public String key() {
    return key;
  }
}
