package io.greenmim.bench;

import io.greenmim.model.EncoderWork;

/**
 * Floating-point operations of one image's forward pass; a multiplication and an addition are two.
 * Matrix products alone are counted: they are nearly all of the work.
 *
 * @param blocks linear layers of the encoder's blocks
 * @param attention products of queries with keys and of weights with values, between the tokens of
 *     each window or group
 * @param embedding patch embedding
 * @param merging patch merging
 * @param decoder decoder of GreenMIM: embedding, blocks and the prediction of the hidden patches
 * @param head head of SimMIM
 * @param padding products of the attention that a padding slot or token takes part in; not counted
 *     in the others
 */
public record FlopCount(
    double blocks,
    double attention,
    double embedding,
    double merging,
    double decoder,
    double head,
    double padding) {

  /** A backward pass multiplies twice where the forward pass did once. */
  private static final int STEP_PASSES = 3;

  /** No work. */
  static final FlopCount ZERO = new FlopCount(0, 0, 0, 0, 0, 0, 0);

  /**
   * Takes over what an encoder counted.
   *
   * @param work operations of the encoder
   * @return the same, without decoder and head
   */
  public static FlopCount of(EncoderWork work) {
    return new FlopCount(
        work.linear(), work.attention(), work.embedding(), work.merging(), 0, 0, work.padding());
  }

  /** {@return the work of the encoder: operations of a forward pass, padding not counted} */
  public double encoder() {
    return blocks + attention + embedding + merging;
  }

  /** {@return the work of a forward pass: operations, padding not counted} */
  public double forward() {
    return encoder() + decoder + head;
  }

  /** {@return the work of a forward and a backward pass: operations, padding not counted} */
  public double step() {
    return STEP_PASSES * forward();
  }

  /**
   * {@return the share of what is computed that is padding, in percent of all operations, padding
   * counted in}
   */
  public double paddingPercent() {
    double all = forward() + padding;
    return all == 0 ? 0 : 100 * padding / all;
  }

  FlopCount plus(FlopCount other) {
    return new FlopCount(
        blocks + other.blocks,
        attention + other.attention,
        embedding + other.embedding,
        merging + other.merging,
        decoder + other.decoder,
        head + other.head,
        padding + other.padding);
  }

  FlopCount times(double factor) {
    return new FlopCount(
        factor * blocks,
        factor * attention,
        factor * embedding,
        factor * merging,
        factor * decoder,
        factor * head,
        factor * padding);
  }
}
