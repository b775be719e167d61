package io.greenmim.train.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.greenmim.config.Checks;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.train.config.Setting;
import java.util.function.Consumer;

/**
 * A classifier that learns nothing: the nearest images of known class vote, each by how near it is
 * (Wu et al., 2018, arXiv 1805.01978, section 3.4). Nearness is the cosine of the angle between two
 * features; a vote is exp(cosine / temperature).
 *
 * @param neighbours how many vote, at least 1; all where there are fewer
 * @param temperature the smaller, the more the nearest count; positive
 */
public record NeighbourVotes(
    @Setting(value = "Neighbours that vote.", usual = "20", name = "k", label = "K") int neighbours,
    @Setting(
            value = "A vote is exp(cosine / temperature): the smaller, the more the nearest count.",
            usual = "0.07")
        double temperature) {

  /** The published number and temperature. */
  public static final NeighbourVotes USUAL = new NeighbourVotes(20, 0.07);

  /** Similarities that are held at once. */
  private static final int MOST_HELD = 1 << 23;

  /** Keeps a feature of zeros from a division by 0. */
  private static final float LEAST_LENGTH = 1e-12f;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public NeighbourVotes {
    Checks.atLeast("neighbours", neighbours, 1);
    Checks.that(
        temperature > 0 && Double.isFinite(temperature),
        "temperature: expected a positive number, got %s",
        temperature);
  }

  /**
   * What the neighbours of an image say.
   *
   * @param neighbours numbers of the images that vote, the nearest first
   * @param votes share of the votes for each class; they add up to 1
   */
  public record Ballot(int[] neighbours, float[] votes) {}

  /**
   * Lets the neighbours of images vote.
   *
   * @param manager names the device to compute on
   * @param known images of known class
   * @param asked the images whose class is asked for; their labels are not looked at
   * @param classes number of classes
   * @param ballots takes a ballot for each of these images, in their order
   * @throws IllegalArgumentException if the features of the two have different lengths
   */
  public void count(
      NDManager manager,
      FeatureTable known,
      FeatureTable asked,
      int classes,
      Consumer<Ballot> ballots) {
    Checks.that(
        known.channels() == asked.channels(),
        "features: expected %s numbers, got %s",
        known.channels(),
        asked.channels());
    int rows = Math.max(1, MOST_HELD / known.size());
    int count = Math.min(neighbours, known.size());
    try (Autograd.Paused paused = Autograd.pause();
        NDManager own = manager.newSubManager()) {
      NDArray keys = unit(known.array(own)).transpose();
      for (int from = 0; from < asked.size(); from += rows) {
        int to = Math.min(asked.size(), from + rows);
        try (ArrayScope scope = new ArrayScope()) {
          NDList nearest = unit(asked.array(own, from, to)).matMul(keys).topK(count, 1);
          float[] cosines = nearest.get(0).toFloatArray();
          int[] places = nearest.get(1).toType(DataType.INT32, false).toIntArray();
          for (int row = 0; row < to - from; row++) {
            ballots.accept(ballot(cosines, places, row * count, known, new float[classes]));
          }
        }
      }
    }
  }

  private static NDArray unit(NDArray features) {
    NDArray lengths = features.norm(new int[] {1}, true);
    return features.div(lengths.maximum(LEAST_LENGTH));
  }

  private Ballot ballot(
      float[] cosines, int[] places, int first, FeatureTable known, float[] shares) {
    int[] nearest = new int[Math.min(neighbours, known.size())];
    double[] votes = new double[shares.length];
    double sum = 0;
    for (int i = 0; i < nearest.length; i++) {
      nearest[i] = places[first + i];
      // Relative to the nearest one, so that no temperature leaves the range of a double.
      double vote = Math.exp((cosines[first + i] - cosines[first]) / temperature);
      votes[known.labels().get(nearest[i])] += vote;
      sum += vote;
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) (votes[i] / sum);
    }
    return new Ballot(nearest, shares);
  }
}
