package io.greenmim.train.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The recorded votes of the published code are in {@code verify}. */
class NeighbourVotesTest {

  private static final FeatureTable KNOWN =
      new FeatureTable(
          List.of(new float[] {2, 0}, new float[] {0, 5}, new float[] {3, 4}), List.of(0, 1, 2));

  private static List<NeighbourVotes.Ballot> ballots(NeighbourVotes votes, float[]... asked) {
    List<NeighbourVotes.Ballot> ballots = new ArrayList<>();
    FeatureTable table =
        new FeatureTable(List.of(asked), List.of(asked).stream().map(row -> 0).toList());
    try (NDManager manager = NDManager.newBaseManager()) {
      votes.count(manager, KNOWN, table, 4, ballots::add);
    }
    return ballots;
  }

  /** Cosines 1, 0 and 0.6, whatever the lengths. */
  @Test
  void theNearestVoteByTheirAngle() {
    for (float length : new float[] {1, 100}) {
      NeighbourVotes.Ballot ballot =
          ballots(new NeighbourVotes(2, 0.5), new float[] {length, 0}).get(0);
      double second = Math.exp(0.6 / 0.5) / (Math.exp(0.6 / 0.5) + Math.exp(1 / 0.5));
      assertArrayEquals(new int[] {0, 2}, ballot.neighbours());
      assertArrayEquals(
          new float[] {(float) (1 - second), 0, (float) second, 0}, ballot.votes(), 1e-6f);
    }
  }

  @Test
  void allVoteWhereThereAreFewer() {
    List<NeighbourVotes.Ballot> ballots =
        ballots(NeighbourVotes.USUAL, new float[] {0, 1}, new float[] {0, 0});
    assertArrayEquals(new int[] {1, 2, 0}, ballots.get(0).neighbours());
    // A feature of zeros has no direction: all are as near.
    assertArrayEquals(new float[] {1 / 3f, 1 / 3f, 1 / 3f, 0}, ballots.get(1).votes(), 1e-6f);
  }

  /** exp(1 / T) would be infinite. */
  @Test
  void aSmallTemperatureIsNoOverflow() {
    NeighbourVotes.Ballot ballot =
        ballots(new NeighbourVotes(3, 1e-4), new float[] {0.6f, 0.8f}).get(0);
    assertArrayEquals(new float[] {0, 0, 1, 0}, ballot.votes(), 0);
  }

  @Test
  void refusesWhatIsNoSetting() {
    assertThrows(IllegalArgumentException.class, () -> new NeighbourVotes(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new NeighbourVotes(1, 0));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ballots(NeighbourVotes.USUAL, new float[] {1, 2, 3}));
    assertEquals("features: expected 2 numbers, got 3", e.getMessage());
  }
}
