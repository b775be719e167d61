package io.greenmim.grouping;

/**
 * Optimal Grouping, Algorithm 1 of GreenMIM (arXiv 2205.13515, section 3.3).
 *
 * <p>Every group size {@code g} from the largest window count to the sum of the counts is tried:
 * the windows are packed by {@link KnapsackPacker}; what that costs {@link Packing.Cost} tells. The
 * cheapest wins, of equally cheap ones that of the smaller group size. The paper leaves open which
 * of several equally full subsets a knapsack takes; here both rules of {@link
 * KnapsackPacker.TieBreak} are tried at every size.
 */
final class GroupSizeSelector {
  private GroupSizeSelector() {}

  /**
   * Finds the cheapest packing of windows.
   *
   * <p>Sizes are skipped only where it cannot change the result: no packing has fewer than {@code
   * ceil(sum / g)} groups, so a size is skipped when that many groups are not cheaper than the best
   * packing so far, and a packing is abandoned when its groups are sure not to be cheaper.
   */
  static Packing select(KnapsackPacker packer, Packing.Cost cost) {
    Packing best = packer.pack(packer.largest());
    long bestCost = cost.of(best);
    for (int size = packer.largest() + 1; size <= packer.total(); size++) {
      // Ties go to the smaller size, tried first: a larger one must be cheaper by at least 1.
      long affordable = (bestCost - 1) / cost.of(1, size);
      if (KnapsackPacker.ceilDiv(packer.total(), size) <= affordable) {
        int maxGroups = (int) Math.min(affordable, packer.items());
        Packing candidate = packer.packWithin(size, maxGroups).orElse(best);
        bestCost = cost.of(candidate);
        best = candidate;
      }
    }
    return best;
  }
}
