package io.greenmim.train.score;

/**
 * Counts images whose class is the one with the highest score, or among the highest five. Of
 * classes with the same score the first one counts as the higher. Not thread-safe.
 */
public final class TopHits {

  /** How many classes the larger count looks at. */
  public static final int FIVE = 5;

  private long images;
  private long first;
  private long amongFive;

  /** Begins to count. */
  public TopHits() {}

  /**
   * Counts an image.
   *
   * @param scores a score for each class
   * @param label the image's class
   */
  public void add(float[] scores, int label) {
    int rank = rank(scores, label);
    images++;
    first += rank < 1 ? 1 : 0;
    amongFive += rank < FIVE ? 1 : 0;
  }

  /** Counts an image whose class has not been answered at all. */
  public void miss() {
    images++;
  }

  /**
   * Finds the place of a class among the scores.
   *
   * @param scores a score for each class
   * @param label the class
   * @return 0 for the highest score
   */
  public static int rank(float[] scores, int label) {
    int rank = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean before = scores[i] > scores[label] || (scores[i] == scores[label] && i < label);
      rank += before ? 1 : 0;
    }
    return rank;
  }

  /** {@return images whose class has the highest score} */
  public Proportion top1() {
    return new Proportion(first, images);
  }

  /** {@return images whose class is among the highest five} */
  public Proportion top5() {
    return new Proportion(amongFive, images);
  }
}
