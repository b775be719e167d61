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
      double size = plan.groupSize();
      double[] expected = {one.number(SIZE), one.number(GROUPS), one.number(COST)};
      double cost = plan.groups() * (4 * size * channels * channels + 2 * size * size * channels);
      double[] actual = {size, plan.groups(), cost};
      comparisons.add(Comparison.of(one.text("name"), expected, actual, Tolerance.EXACT));
    }
    return comparisons;
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
