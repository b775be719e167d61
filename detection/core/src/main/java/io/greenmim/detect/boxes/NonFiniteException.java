package io.greenmim.detect.boxes;

/** A number that training cannot go on with; the message names the image that it belongs to. */
public final class NonFiniteException extends ArithmeticException {

  private static final long serialVersionUID = 1L;

  /**
   * Tells of a number.
   *
   * @param image name of the image
   * @param what what is not finite, such as "boxes of proposals"
   */
  public NonFiniteException(String image, String what) {
    super("%s: expected finite %s, got NaN or infinity".formatted(image, what));
  }
}
