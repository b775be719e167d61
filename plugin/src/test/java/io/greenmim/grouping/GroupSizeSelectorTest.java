package io.greenmim.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import io.greenmim.grouping.KnapsackPacker.TieBreak;
import io.greenmim.masking.PatchMask;
import io.greenmim.masking.RandomMaskGenerator;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupSizeSelectorTest {
  /** How much less the pruned search has to do than the full one, at least. */
  private static final int PRUNED = 20;

  /** A case of the reference search over every group size. */
  record Case(
      String name,
      int channels,
      List<Integer> counts,
      @SerializedName("group_size") int groupSize,
      int groups,
      long cost) {
    int[] sizes() {
      return toArray(counts);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            GroupSizeSelectorTest.class.getResourceAsStream("/grouping/optimal_grouping.json"),
            StandardCharsets.UTF_8)) {
      return Arrays.stream(new Gson().fromJson(reader, Case[].class));
    }
  }

  @Test
  void readsAllReferenceCases() throws IOException {
    assertEquals(43, cases().count());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void neverCostsMoreThanTheReference(Case expected) {
    assertEquals(
        expected.cost(),
        Packing.Cost.published(expected.channels()).of(expected.groups(), expected.groupSize()));
    long cost =
        Packing.Cost.published(expected.channels())
            .of(
                GroupSizeSelector.select(
                    new KnapsackPacker(expected.sizes()),
                    Packing.Cost.published(expected.channels())));
    assertTrue(cost <= expected.cost(), () -> cost + " is above " + expected.cost());
  }

  /** Under the reference's own rule for ties, the reference's size and groups come out exactly. */
  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReferenceUnderItsTieBreak(Case expected) {
    Packing best = null;
    KnapsackPacker packer = new KnapsackPacker(expected.sizes());
    for (int size = packer.largest(); size <= packer.total(); size++) {
      Packing packing = packer.pack(size, TieBreak.EARLIEST);
      if (best == null
          || Packing.Cost.published(expected.channels()).of(packing)
              < Packing.Cost.published(expected.channels()).of(best)) {
        best = packing;
      }
    }
    assertEquals(expected.groupSize(), best.groupSize());
    assertEquals(expected.groups(), best.groups());
  }

  @Test
  void countsProjectionsAndProducts() {
    // 3 groups of 5 slots, 2 channels: 3 x (4 x 5 x 4 + 2 x 25 x 2).
    assertEquals(540, Packing.Cost.published(2).of(3, 5));
    // One group of 3136 tokens at 1536 channels does not fit 32 bits.
    assertEquals(59_806_580_736L, Packing.Cost.published(1536).of(1, 3136));
  }

  @Test
  void givesTiesToTheSmallerSize() {
    // C = 2: two groups of 1 cost 2 x (16 + 4) = 40, one group of 2 costs 32 + 16 = 48.
    assertEquals(
        1,
        GroupSizeSelector.select(new KnapsackPacker(new int[] {1, 1}), Packing.Cost.published(2))
            .groupSize());
    // C = 1, counts 1 1 2 2: 3 groups of 2 cost 48, 2 groups of 3 cost 60, 1 of 6 costs 96.
    assertEquals(
        2,
        GroupSizeSelector.select(
                new KnapsackPacker(new int[] {1, 1, 2, 2}), Packing.Cost.published(1))
            .groupSize());
  }

  @Property(seed = "5", tries = 300)
  void equalsBruteForceOverEverySize(
      @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 1, max = 12) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 64) int channels) {
    int[] counts = toArray(sizes);
    int total = Arrays.stream(counts).sum();
    long bestCost = Long.MAX_VALUE;
    int bestSize = 0;
    for (int size = Arrays.stream(counts).max().orElseThrow(); size <= total; size++) {
      for (TieBreak tieBreak : TieBreak.values()) {
        long cost =
            Packing.Cost.published(channels).of(BruteForcePacker.pack(counts, size, tieBreak));
        if (cost < bestCost) {
          bestCost = cost;
          bestSize = size;
        }
      }
    }
    Packing packing =
        GroupSizeSelector.select(new KnapsackPacker(counts), Packing.Cost.published(channels));
    assertEquals(bestCost, Packing.Cost.published(channels).of(packing));
    assertEquals(bestSize, packing.groupSize());
  }

  @Property(seed = "6", tries = 60)
  void equalsASearchWithoutPruning(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 49) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 1024) int channels) {
    int[] counts = toArray(sizes);
    KnapsackPacker packer = new KnapsackPacker(counts);
    Packing best = packer.pack(packer.largest());
    for (int size = packer.largest() + 1; size <= packer.total(); size++) {
      Packing packing = packer.pack(size);
      if (Packing.Cost.published(channels).of(packing)
          < Packing.Cost.published(channels).of(best)) {
        best = packing;
      }
    }
    assertEquals(
        best,
        GroupSizeSelector.select(new KnapsackPacker(counts), Packing.Cost.published(channels)));
  }

  /** The planner runs beside every step: pruning must spare it nearly all of the search. */
  @Test
  void doesLittleOfTheFullSearchOnSwinBaseStage1() {
    for (int shift : new int[] {0, 3}) {
      long pruned = 0;
      long full = 0;
      for (int[] counts : swinBaseCounts(shift)) {
        KnapsackPacker packer = new KnapsackPacker(counts);
        GroupSizeSelector.select(packer, Packing.Cost.published(128));
        pruned += packer.work();
        KnapsackPacker every = new KnapsackPacker(counts);
        for (int size = every.largest(); size <= every.total(); size++) {
          every.pack(size);
        }
        full += every.work();
      }
      long most = full / PRUNED;
      String message = "%s words of tables of %s at shift %s".formatted(pruned, full, shift);
      assertTrue(pruned > 0 && pruned <= most, message);
    }
  }

  /** Window counts of 200 masks: 12 of 49 patches of 8 x 8 tokens visible, windows of 7. */
  private static List<int[]> swinBaseCounts(int shift) {
    WindowPartition partition = new WindowPartition(56, 56, 7, shift);
    RandomMaskGenerator generator = new RandomMaskGenerator(0, 0.75);
    return Stream.iterate(0, step -> step + 1)
        .limit(200)
        .map(step -> windowCounts(generator.generate(step, 7, 7), partition))
        .toList();
  }

  private static int[] windowCounts(PatchMask mask, WindowPartition partition) {
    int[] counts = new int[partition.windows()];
    for (int token : mask.visibleTokens(8)) {
      counts[partition.windowOf(token / 56, token % 56)]++;
    }
    return Arrays.stream(counts).filter(count -> count > 0).toArray();
  }

  @Test
  void rejectsWhatCannotBeGrouped() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    GroupSizeSelector.select(
                        new KnapsackPacker(new int[] {4, 2}), Packing.Cost.published(0)))
            .getMessage();
    assertEquals("channels: expected at least 1, got 0", message);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            GroupSizeSelector.select(new KnapsackPacker(new int[0]), Packing.Cost.published(128)));
  }

  private static int[] toArray(List<Integer> sizes) {
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }
}
