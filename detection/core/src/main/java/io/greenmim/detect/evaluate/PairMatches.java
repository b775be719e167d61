package io.greenmim.detect.evaluate;

/**
 * What became of the detections of one category in one image.
 *
 * @param scores their scores, falling
 * @param outcomes {@link #WRONG}, {@link #RIGHT} or {@link #LEFT_OUT}, (areas x overlaps x
 *     detections)
 * @param counted objects that count towards recall, for each range of areas
 */
@SuppressWarnings("ArrayRecordComponent") // made and read within this package only, never compared
record PairMatches(double[] scores, byte[] outcomes, int[] counted) {

  /** Matches nothing. */
  static final byte WRONG = 0;

  /** Matches an object that counts. */
  static final byte RIGHT = 1;

  /** Counts neither way: matches a crowd or an object of another size, or is of another size. */
  static final byte LEFT_OUT = 2;
}
