package io.greenmim.grouping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Packs like {@link KnapsackPacker}, by trying every subset of the items that are left. */
final class BruteForcePacker {
  private BruteForcePacker() {}

  static Packing pack(int[] counts, int capacity, KnapsackPacker.TieBreak tieBreak) {
    List<Integer> open = new ArrayList<>();
    for (int item = 0; item < counts.length; item++) {
      open.add(item);
    }
    // As numbers, subsets of which bit k is item k order by their last item, then the last but one.
    // With the largest item as the highest bit, they order by their largest item, and so on.
    boolean largest = tieBreak == KnapsackPacker.TieBreak.LARGEST;
    if (largest) {
      open.sort(
          Comparator.<Integer>comparingInt(item -> counts[item])
              .thenComparing(Comparator.reverseOrder()));
    }
    int[] groupOfItem = new int[counts.length];
    int groups = 0;
    while (!open.isEmpty()) {
      int bestSubset = 0;
      int bestSum = 0;
      for (int subset = 1; subset < 1 << open.size(); subset++) {
        int sum = 0;
        for (int k = 0; k < open.size(); k++) {
          sum += (subset >> k & 1) * counts[open.get(k)];
        }
        if (sum <= capacity && (sum > bestSum || (sum == bestSum && largest))) {
          bestSubset = subset;
          bestSum = sum;
        }
      }
      List<Integer> rest = new ArrayList<>();
      for (int k = 0; k < open.size(); k++) {
        if ((bestSubset >> k & 1) == 1) {
          groupOfItem[open.get(k)] = groups;
        } else {
          rest.add(open.get(k));
        }
      }
      open = rest;
      groups++;
    }
    return new Packing(capacity, groups, groupOfItem);
  }
}
