package io.greenmim.detect.match;

import io.greenmim.detect.config.SamplingConfig;
import java.util.Arrays;

/**
 * Chooses the candidates that the losses see: objects up to a share, and background that fills up.
 *
 * @param config how many there are of each
 * @param permutation order in which candidates are taken
 */
public record BalancedSampler(SamplingConfig config, Permutation permutation) {

  /**
   * Chosen candidates.
   *
   * @param positives indices of objects, in the order they were drawn
   * @param negatives indices of background, in the order they were drawn
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Sample(int[] positives, int[] negatives) {}

  /**
   * Chooses candidates.
   *
   * @param positives indices of all objects
   * @param negatives indices of all background
   * @return the chosen ones; fewer than wanted where there are not enough
   */
  public Sample sample(int[] positives, int[] negatives) {
    int cap = (int) (config.count() * config.positiveFraction());
    int[] chosen = draw(positives, cap);
    return new Sample(chosen, draw(negatives, config.count() - chosen.length));
  }

  private int[] draw(int[] candidates, int most) {
    int[] drawn = permutation.first(candidates.length, Math.min(most, candidates.length));
    return Arrays.stream(drawn).map(i -> candidates[i]).toArray();
  }
}
