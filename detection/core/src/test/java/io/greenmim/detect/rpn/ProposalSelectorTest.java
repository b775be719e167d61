package io.greenmim.detect.rpn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.greenmim.detect.anchor.AnchorGrid;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.NonFiniteException;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.AnchorConfig;
import io.greenmim.detect.config.ProposalLimits;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.config.SamplingConfig;
import io.greenmim.detect.match.Permutation;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProposalSelectorTest {

  /** Anchors of 8 pixels at 0, 8 and 16 on one row; one of 16 pixels at 0. */
  private static final Anchors ANCHORS =
      new AnchorGrid(new AnchorConfig(List.of(8.0, 16.0), List.of(1.0), 0.5), List.of(8, 16))
          .of(List.of(new PixelSize(1, 3), new PixelSize(1, 1)));

  private static RpnConfig config(int preNms, int postNms) {
    ProposalLimits limits = new ProposalLimits(preNms, postNms);
    return new RpnConfig(0.3, 0.7, new SamplingConfig(4, 0.5), limits, limits, 0.7, 0);
  }

  private static List<LevelOutput> outputs(float... logits) {
    return List.of(
        new LevelOutput(
            new float[] {logits[0], logits[1], logits[2]}, new float[12], new int[] {0, 1, 2}),
        new LevelOutput(new float[] {logits[3]}, new float[4], new int[] {0}));
  }

  @Test
  void takesTheBestOfEachLevelThenOfAll() {
    ProposalSelector selector = ProposalSelector.training(config(2, 2));

    Candidates candidates = selector.candidates("a", ANCHORS, outputs(1, 3, 2, 0));
    Proposals proposals = selector.select("a", candidates, new PixelSize(20, 20));

    assertArrayEquals(new int[] {1, 2, 0}, candidates.anchors());
    assertArrayEquals(new int[] {0, 0, 1}, candidates.levels());
    assertArrayEquals(new float[] {3, 2}, proposals.logits());
    assertEquals(Boxes.of(8, 0, 16, 8, 16, 0, 20, 8), proposals.boxes());
  }

  @Test
  void aPartOfALevelIsAsGoodAsAllOfIt() {
    ProposalSelector selector = ProposalSelector.inference(config(2, 9));
    List<LevelOutput> best =
        List.of(
            new LevelOutput(new float[] {2, 3}, new float[8], new int[] {2, 1}),
            outputs(0, 0, 0, 0).get(1));

    Candidates candidates = selector.candidates("a", ANCHORS, best);

    assertEquals(
        selector.candidates("a", ANCHORS, outputs(1, 3, 2, 0)).boxes(), candidates.boxes());
  }

  @Test
  void dropsWhatLiesOutside() {
    ProposalSelector selector = ProposalSelector.inference(config(9, 9));

    Candidates candidates = selector.candidates("a", ANCHORS, outputs(1, 3, 2, 0));

    assertEquals(
        Boxes.of(8, 0, 16, 8, 0, 0, 8, 8, 0, 0, 16, 10),
        selector.select("a", candidates, new PixelSize(10, 16)).boxes());
  }

  @Test
  void numbersThatAreNoneStopTrainingAndAreLeftOutInInference() {
    ProposalSelector training = ProposalSelector.training(config(9, 9));
    List<LevelOutput> outputs = outputs(1, Float.NaN, 2, 0);

    NonFiniteException stopped =
        assertThrows(
            NonFiniteException.class, () -> training.candidates("a.jpg", ANCHORS, outputs));
    assertEquals(
        "a.jpg: expected finite scores of proposals, got NaN or infinity", stopped.getMessage());
    assertArrayEquals(
        new int[] {2, 0, 0},
        ProposalSelector.inference(config(9, 9)).candidates("a", ANCHORS, outputs).anchors());

    List<LevelOutput> far = outputs(1, 3, 2, 0);
    far.get(0).deltas()[4] = Float.NEGATIVE_INFINITY;
    PixelSize size = new PixelSize(20, 20);
    assertThrows(
        NonFiniteException.class,
        () -> training.select("a.jpg", training.candidates("a.jpg", ANCHORS, far), size));
    ProposalSelector inference = ProposalSelector.inference(config(9, 9));
    assertEquals(
        3, inference.select("a", inference.candidates("a", ANCHORS, far), size).boxes().size());
  }

  @Test
  void targetsAreTheObjectsOfChosenAnchors() {
    Boxes object = Boxes.of(8, 0, 16, 8);

    AnchorTargets targets =
        AnchorTargets.of(config(9, 9), ANCHORS.all(), object, Permutation.IDENTITY);

    assertArrayEquals(new byte[] {0, 1, 0, 0}, targets.matches().labels());
    assertArrayEquals(new byte[] {0, 1, 0, 0}, targets.labels());
    assertEquals(object, targets.objects());
    assertArrayEquals(new float[4], targets.deltas());
  }

  @Test
  void anImageWithoutObjectsHasOnlyBackground() {
    AnchorTargets targets =
        AnchorTargets.of(config(9, 9), ANCHORS.all(), Boxes.NONE, Permutation.IDENTITY);

    assertArrayEquals(new byte[] {0, 0, 0, 0}, targets.labels());
    assertEquals(0, targets.deltas().length);
  }

  /** Their overlaps as numbers would fill half a gigabyte. */
  @Test
  void manyObjectsNeedNoMatrix() {
    Anchors anchors =
        new AnchorGrid(AnchorConfig.published(), List.of(4, 8, 16, 32, 64))
            .of(
                List.of(
                    new PixelSize(200, 336),
                    new PixelSize(100, 168),
                    new PixelSize(50, 84),
                    new PixelSize(25, 42),
                    new PixelSize(13, 21)));
    SplittableRandom random = new SplittableRandom(5);
    float[] corners = new float[4 * 500];
    for (int i = 0; i < corners.length; i += 4) {
      corners[i] = (float) random.nextDouble(1200);
      corners[i + 1] = (float) random.nextDouble(700);
      corners[i + 2] = corners[i] + 5 + (float) random.nextDouble(100);
      corners[i + 3] = corners[i + 1] + 5 + (float) random.nextDouble(100);
    }
    Boxes objects = Boxes.of(corners);

    long matrix = 4L * objects.size() * anchors.all().size();
    assertTrue(matrix > 500_000_000, matrix + " bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    AnchorTargets targets =
        AnchorTargets.of(RpnConfig.published(), anchors.all(), objects, Permutation.IDENTITY);
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertEquals(128, targets.sample().positives().length);
    assertTrue(taken > 0 && taken < matrix / 20, taken + " bytes");
  }
}
