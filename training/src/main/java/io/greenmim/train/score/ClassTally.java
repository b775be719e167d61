package io.greenmim.train.score;

import io.greenmim.config.Checks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what a classifier answers, image by image; for one thread at a time. */
public final class ClassTally {

  private final List<String> classes;
  private final Map<Long, Long> counts = new HashMap<>();
  private final TopHits hits = new TopHits();
  private long images;
  private double loss;
  private long losses;

  /**
   * Begins to count.
   *
   * @param classes names of the classifier's classes, in their order, at least one
   */
  public ClassTally(List<String> classes) {
    this.classes = List.copyOf(classes);
    Checks.that(!classes.isEmpty(), "classes: expected at least one, got none");
  }

  /**
   * Counts an image. Of equal scores the class of the lower number goes first.
   *
   * @param label number of its class
   * @param scores a score for each class, logits or probabilities
   * @throws IllegalArgumentException if there is no such class, or another number of scores, or one
   *     is no number
   */
  public void add(int label, float[] scores) {
    Checks.that(
        scores.length == classes.size() && label >= 0 && label < scores.length,
        "expected %d scores and a label below it, got %d and %d",
        classes.size(),
        scores.length,
        label);
    int best = 0;
    for (int i = 0; i < scores.length; i++) {
      Checks.that(
          !Float.isNaN(scores[i]), "scores: expected numbers, got NaN for %s", classes.get(i));
      best = scores[i] > scores[best] ? i : best;
    }
    images++;
    hits.add(scores, label);
    counts.merge((long) label * classes.size() + best, 1L, Long::sum);
  }

  /**
   * Counts an image with its loss.
   *
   * @param label number of its class
   * @param scores a score for each class, logits or probabilities
   * @param itsLoss what the loss of the image is
   * @throws IllegalArgumentException if there is no such class, or another number of scores
   */
  public void add(int label, float[] scores, double itsLoss) {
    add(label, scores);
    loss += itsLoss;
    losses++;
  }

  /**
   * Counts together.
   *
   * @return what the images so far come to
   * @throws IllegalArgumentException if there is none
   */
  public ClassReport report() {
    Checks.that(images > 0, "expected at least one image to count, got none");
    long[] truths = new long[classes.size()];
    long[] predictions = new long[classes.size()];
    long[] right = new long[classes.size()];
    List<Confusion> confusions = new ArrayList<>();
    counts.keySet().stream()
        .sorted()
        .forEach(
            place -> {
              int truth = (int) (place / classes.size());
              int predicted = (int) (place % classes.size());
              long count = counts.get(place);
              truths[truth] += count;
              predictions[predicted] += count;
              right[truth] += truth == predicted ? count : 0;
              confusions.add(new Confusion(truth, predicted, count));
            });
    List<ClassScore> scores = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      scores.add(new ClassScore(classes.get(i), truths[i], predictions[i], right[i]));
    }
    return new ClassReport(
        images,
        losses == images ? loss / images : Double.NaN,
        hits.top1(),
        hits.top5(),
        scores,
        confusions);
  }
}
