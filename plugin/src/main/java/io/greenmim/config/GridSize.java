package io.greenmim.config;

/**
 * The size of a grid of tokens, or of a feature map.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record GridSize(int height, int width) {

  /** {@return number of cells} */
  public long cells() {
    return (long) height * width;
  }
}
