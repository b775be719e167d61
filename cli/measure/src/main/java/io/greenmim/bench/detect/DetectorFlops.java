package io.greenmim.bench.detect;

/**
 * Floating-point operations of one image's inference; a multiplication and an addition are two.
 * Matrix products and convolutions alone are counted: they are nearly all of the work.
 *
 * @param encoder the encoder over the padded image; attention between the tokens of each window
 * @param pyramid the convolutions of the feature pyramid
 * @param proposals the head of the region proposal network on all levels
 * @param boxes class and box of every proposal
 * @param masks masks of every detection
 * @param padding products of the encoder's attention that a padding token takes part in; not
 *     counted in the others
 */
public record DetectorFlops(
    double encoder, double pyramid, double proposals, double boxes, double masks, double padding) {

  /** {@return the work of all parts: operations, padding not counted} */
  public double total() {
    return encoder + pyramid + proposals + boxes + masks;
  }
}
