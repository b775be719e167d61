package io.greenmim.checkpoint;

/**
 * The pixels that the network of a checkpoint was trained on. Ours are red, green and blue, less
 * the mean and divided by the standard deviation of ImageNet.
 *
 * @param bgr whether blue comes first
 * @param undivided whether the mean is taken off alone
 */
public record InputPixels(boolean bgr, boolean undivided) {

  /** The pixels that our networks see. */
  public static final InputPixels OURS = new InputPixels(false, false);

  /** Standard deviation of red, green and blue, of 0 to 255. */
  private static final double[] STD = {58.395, 57.12, 57.375};

  /**
   * Tells which channel of a checkpoint is one of ours.
   *
   * @param channel our channel: 0 red, 1 green, 2 blue
   * @return the checkpoint's channel
   */
  int place(int channel) {
    return bgr ? STD.length - 1 - channel : channel;
  }

  /**
   * Tells by what a weight is multiplied, so that divided pixels give what undivided ones gave.
   *
   * @param channel our channel
   * @return the factor
   */
  double factor(int channel) {
    return undivided ? STD[channel] : 1;
  }
}
