package io.greenmim.train.probe;

import io.greenmim.train.score.Proportion;
import io.greenmim.train.score.TopHits;

/**
 * How well a linear probe answers.
 *
 * @param top1 images whose class it holds for the likeliest
 * @param top5 images whose class is among the five likeliest
 * @param loss mean cross entropy
 */
public record ProbeScore(Proportion top1, Proportion top5, double loss) {

  /** The higher share; of equal ones the lower loss. */
  boolean betterThan(ProbeScore other) {
    int compared = Long.compare(top1.hits(), other.top1.hits());
    return compared > 0 || (compared == 0 && loss < other.loss);
  }

  /** Counts answers. */
  static final class Counter {

    private final TopHits hits = new TopHits();
    private double loss;

    /** Counts an image by the logarithms of its probabilities. */
    void add(float[] logProbabilities, int label) {
      hits.add(logProbabilities, label);
      loss -= logProbabilities[label];
    }

    ProbeScore score() {
      return new ProbeScore(hits.top1(), hits.top5(), loss / hits.top1().of());
    }
  }
}
