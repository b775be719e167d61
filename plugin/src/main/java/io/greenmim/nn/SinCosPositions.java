package io.greenmim.nn;

/**
 * Fixed two-dimensional sine-cosine position embedding (Vaswani et al., 2017, section 3.5, on two
 * axes as in He et al., 2021, appendix A).
 */
public final class SinCosPositions {

  private static final double BASE = 10000;

  private SinCosPositions() {}

  /**
   * Computes the embedding of a grid. The first half of the channels encodes the column, the second
   * half the row; each half holds the sines, then the cosines.
   *
   * @param height rows of the grid
   * @param width columns of the grid
   * @param channels number of channels, a multiple of 4
   * @return the embedding, row-major (height x width, channels)
   * @throws IllegalArgumentException if the channels are not a multiple of 4
   */
  public static float[] of(int height, int width, int channels) {
    if (channels % 4 != 0) {
      throw new IllegalArgumentException(
          "position embedding: expected a multiple of 4 channels, got " + channels);
    }
    float[] out = new float[height * width * channels];
    for (int token = 0; token < height * width; token++) {
      encode(out, token * channels, channels / 2, token % width);
      encode(out, token * channels + channels / 2, channels / 2, token / width);
    }
    return out;
  }

  private static void encode(float[] out, int at, int channels, int position) {
    int half = channels / 2;
    for (int i = 0; i < half; i++) {
      double angle = position / Math.pow(BASE, (double) i / half);
      out[at + i] = (float) Math.sin(angle);
      out[at + half + i] = (float) Math.cos(angle);
    }
  }
}
