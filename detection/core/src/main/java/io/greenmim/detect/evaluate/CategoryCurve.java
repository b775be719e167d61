package io.greenmim.detect.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Precision and recall of one category over all images. */
final class CategoryCurve {

  private final List<PairMatches> images;
  private final EvaluationSettings settings;
  private final EvaluationTables tables;
  private final int category;

  /**
   * Prepares one category.
   *
   * @param images what became of its detections, in the order of the image ids
   * @param settings the settings
   * @param tables where the results go
   * @param category index of the category in the tables
   */
  CategoryCurve(
      List<PairMatches> images,
      EvaluationSettings settings,
      EvaluationTables tables,
      int category) {
    this.images = images;
    this.settings = settings;
    this.tables = tables;
    this.category = category;
  }

  void write() {
    for (int m = 0; m < settings.detections().size(); m++) {
      int most = settings.detections().get(m);
      Rank rank = Rank.of(images, most);
      for (int a = 0; a < settings.areas().size(); a++) {
        int counted = 0;
        for (PairMatches image : images) {
          counted += image.counted()[a];
        }
        if (counted == 0) {
          continue; // the tables say -1: nothing to find
        }
        for (int t = 0; t < settings.overlaps().size(); t++) {
          byte[] outcomes = outcomes(a * settings.overlaps().size() + t, rank);
          write(outcomes, counted, new EvaluationTables.Place(t, category, a, m));
        }
      }
    }
  }

  /** Outcomes of all detections at one overlap and range of areas, by falling score. */
  private byte[] outcomes(int plane, Rank rank) {
    byte[] ranked = new byte[rank.order().length];
    for (int i = 0; i < ranked.length; i++) {
      int detection = rank.order()[i];
      PairMatches image = images.get(rank.image()[detection]);
      ranked[i] = image.outcomes()[plane * image.scores().length + rank.within()[detection]];
    }
    return ranked;
  }

  private void write(byte[] outcomes, int counted, EvaluationTables.Place place) {
    double[] precision = new double[outcomes.length];
    double[] recall = new double[outcomes.length];
    int right = 0;
    int wrong = 0;
    for (int i = 0; i < outcomes.length; i++) {
      right += outcomes[i] == PairMatches.RIGHT ? 1 : 0;
      wrong += outcomes[i] == PairMatches.WRONG ? 1 : 0;
      recall[i] = (double) right / counted;
      // The reference adds this so that nothing over nothing is 0.
      precision[i] = right / (wrong + right + Math.ulp(1.0));
    }
    for (int i = precision.length - 1; i > 0; i--) {
      precision[i - 1] = Math.max(precision[i - 1], precision[i]);
    }
    tables.setRecall(place, outcomes.length == 0 ? 0 : recall[recall.length - 1]);
    int i = 0;
    for (int r = 0; r < settings.recalls().size(); r++) {
      while (i < recall.length && recall[i] < settings.recalls().get(r)) {
        i++;
      }
      tables.setPrecision(place, r, i < recall.length ? precision[i] : 0);
    }
  }

  /**
   * Detections of all images by falling score, equal scores in the order of images and lists.
   *
   * @param order numbers of the detections
   * @param image index of the image of each detection
   * @param within its index within the image
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Rank(int[] order, int[] image, int[] within) {

    static Rank of(List<PairMatches> images, int most) {
      int size = 0;
      for (PairMatches matches : images) {
        size += Math.min(most, matches.scores().length);
      }
      int[] image = new int[size];
      int[] within = new int[size];
      double[] scores = new double[size];
      int at = 0;
      for (int i = 0; i < images.size(); i++) {
        double[] own = images.get(i).scores();
        for (int d = 0; d < Math.min(most, own.length); d++) {
          image[at] = i;
          within[at] = d;
          scores[at++] = own[d] == 0 ? 0 : -own[d]; // 0 and -0 are equal
        }
      }
      Integer[] order = new Integer[size];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
      return new Rank(Arrays.stream(order).mapToInt(Integer::intValue).toArray(), image, within);
    }
  }
}
