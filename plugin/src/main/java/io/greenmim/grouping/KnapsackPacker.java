package io.greenmim.grouping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Packs items into groups of one capacity by filling one group after the other as full as possible.
 *
 * <p>Each group is a knapsack whose values equal its weights (subset sum), solved by dynamic
 * programming over bit sets: bit {@code s} of row {@code k} says that some of the first {@code k}
 * open items add up to {@code s}. The items of the best subset leave, and the next group is filled
 * (arXiv 2205.13515, Algorithm 1, inner loop). Several subsets may be equally full; {@link
 * TieBreak} says which is taken. Packing takes time by the square of the number of items, so many
 * may come in parts, of which none shares a group with another. Holds scratch memory: use one
 * instance per thread.
 */
final class KnapsackPacker {
  /** Which of several equally full subsets a group takes. */
  enum TieBreak {
    /**
     * The subset whose last item comes earliest in the order given, then whose last but one does.
     */
    EARLIEST,
    /**
     * The subset with the largest largest item, then the largest second, and so on: small items
     * stay for the gaps of later groups.
     */
    LARGEST
  }

  private final int[] counts;
  private final int total;
  private final int largest;

  /** Numbers of the items of each part in ascending order of their sizes. */
  private final List<int[]> ascending = new ArrayList<>();

  private long[] reachable = new long[0];
  private int words;
  private long work;

  /**
   * Packs items of these sizes (visible tokens of the windows), each at least 1, in one part or
   * several.
   */
  KnapsackPacker(int[]... parts) {
    counts = Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
    if (counts.length == 0) {
      throw new IllegalArgumentException("items to pack: expected at least 1, got none");
    }
    int sum = 0;
    int max = 0;
    for (int count : counts) {
      if (count < 1) {
        throw new IllegalArgumentException(
            "items to pack: expected sizes of at least 1, got " + count);
      }
      sum = Math.addExact(sum, count);
      max = Math.max(max, count);
    }
    this.total = sum;
    this.largest = max;
    int first = 0;
    for (int[] part : parts) {
      ascending.add(ascending(first, first + part.length));
      first += part.length;
    }
  }

  /**
   * Equal sizes in descending position, so that the earlier of them, read from the end, is first.
   */
  private int[] ascending(int first, int end) {
    return IntStream.range(first, end)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingInt(item -> counts[item])
                .thenComparing(Comparator.reverseOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The number of items, the most groups that they fill. */
  int items() {
    return counts.length;
  }

  /** The sum of all items, the smallest capacity of a single group. */
  int total() {
    return total;
  }

  /** The largest item, the smallest capacity that can hold every item. */
  int largest() {
    return largest;
  }

  /**
   * Packs all items under both rules for ties; keeps the packing of fewer groups, else LARGEST's.
   */
  Packing pack(int capacity) {
    return packWithin(capacity, counts.length).orElseThrow();
  }

  /** Packs all items under one rule for ties, into groups of at least {@link #largest} slots. */
  Packing pack(int capacity, TieBreak tieBreak) {
    return packWithin(capacity, tieBreak, counts.length).orElseThrow();
  }

  /** Words of tables filled so far: what packing took, on any machine. */
  long work() {
    return work;
  }

  /** As {@link #pack(int)}, but empty if that needs more than {@code maxGroups} groups. */
  Optional<Packing> packWithin(int capacity, int maxGroups) {
    Optional<Packing> first = packWithin(capacity, TieBreak.LARGEST, maxGroups);
    int limit = first.map(packing -> packing.groups() - 1).orElse(maxGroups);
    return packWithin(capacity, TieBreak.EARLIEST, limit).or(() -> first);
  }

  private Optional<Packing> packWithin(int capacity, TieBreak tieBreak, int maxGroups) {
    if (capacity < largest) {
      throw new IllegalArgumentException(
          "group capacity: expected at least the largest item " + largest + ", got " + capacity);
    }
    int[] groupOfItem = new int[counts.length];
    int outside = total;
    int groups = 0;
    for (int[] part : ascending) {
      int[] open = openItems(part, tieBreak);
      int remaining = open.length;
      int left = Arrays.stream(open).map(item -> counts[item]).sum();
      outside -= left;
      while (remaining > 0) {
        // No packing of the rest needs fewer groups than its sum over the capacity.
        if (groups + ceilDiv(left, capacity) + ceilDiv(outside, capacity) > maxGroups) {
          return Optional.empty();
        }
        // Where all that is left fits, it is the fullest subset: no table is needed.
        boolean rest = left <= capacity;
        int sum = rest ? left : fillRows(open, remaining, capacity);
        if (rest) {
          for (int k = 0; k < remaining; k++) {
            groupOfItem[open[k]] = groups;
          }
          remaining = 0;
        } else {
          remaining = takeSubset(open, remaining, sum, tieBreak, groupOfItem, groups);
        }
        left -= sum;
        groups++;
      }
    }
    return Optional.of(new Packing(capacity, groups, groupOfItem));
  }

  private static int[] openItems(int[] ascending, TieBreak tieBreak) {
    int[] open = ascending.clone();
    if (tieBreak == TieBreak.EARLIEST) {
      Arrays.sort(open);
    }
    return open;
  }

  /** Fills the table for the open items; returns the fullest sum within the capacity. */
  private int fillRows(int[] open, int remaining, int capacity) {
    words = (capacity >> 6) + 1;
    int size = Math.multiplyExact(remaining + 1, words);
    work += size;
    if (reachable.length < size) {
      reachable = new long[size];
    }
    Arrays.fill(reachable, 0, words, 0L);
    reachable[0] = 1L;
    for (int k = 1; k <= remaining; k++) {
      addItem(k, counts[open[k - 1]]);
    }
    int sum = capacity;
    while (!isReachable(remaining, sum)) {
      sum--;
    }
    return sum;
  }

  /** Writes row {@code k}: the sums without and with the k-th item, {@code row | row << count}. */
  private void addItem(int k, int count) {
    int from = (k - 1) * words;
    int to = k * words;
    int wordShift = count >> 6;
    int bitShift = count & 63;
    System.arraycopy(reachable, from, reachable, to, words);
    for (int w = wordShift; w < words; w++) {
      long shifted = reachable[from + w - wordShift] << bitShift;
      if (bitShift > 0 && w > wordShift) {
        shifted |= reachable[from + w - wordShift - 1] >>> (64 - bitShift);
      }
      reachable[to + w] |= shifted;
    }
  }

  private boolean isReachable(int k, int sum) {
    return (reachable[k * words + (sum >> 6)] >>> (sum & 63) & 1L) != 0;
  }

  /** Moves a subset of the given sum from the open items to the group; returns how many stay. */
  private int takeSubset(
      int[] open, int remaining, int sum, TieBreak tieBreak, int[] groupOfItem, int group) {
    int missing = sum;
    int kept = remaining;
    for (int k = remaining; k > 0; k--) {
      int item = open[k - 1];
      int count = counts[item];
      boolean take =
          tieBreak == TieBreak.LARGEST
              ? count <= missing && isReachable(k - 1, missing - count)
              : !isReachable(k - 1, missing);
      if (take) {
        groupOfItem[item] = group;
        missing -= count;
      } else {
        // Kept items gather at the end in their order; k - 1 never passes that place.
        open[--kept] = item;
      }
    }
    System.arraycopy(open, kept, open, 0, remaining - kept);
    return remaining - kept;
  }

  static int ceilDiv(int dividend, int divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }
}
