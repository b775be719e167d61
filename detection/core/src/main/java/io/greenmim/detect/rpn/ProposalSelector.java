package io.greenmim.detect.rpn;

import io.greenmim.config.Checks;
import io.greenmim.detect.anchor.Anchors;
import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.Nms;
import io.greenmim.detect.boxes.NonFiniteException;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.boxes.ScoreOrder;
import io.greenmim.detect.config.ProposalLimits;
import io.greenmim.detect.config.RpnConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chooses proposals: the best of each level, clipped to the image, without those that others of
 * their level cover, and of these the best over all levels (Lin et al., 2017, arXiv 1612.03144,
 * section 4.1).
 *
 * <p>In training a box or logit that is not finite is an error; in inference it is left out.
 */
public final class ProposalSelector {

  private static final BoxCodec CODEC = BoxCodec.unweighted();

  private final RpnConfig config;
  private final ProposalLimits limits;
  private final boolean training;

  private ProposalSelector(RpnConfig config, ProposalLimits limits, boolean training) {
    this.config = config;
    this.limits = limits;
    this.training = training;
  }

  /**
   * Chooses as training does.
   *
   * @param config thresholds and numbers
   * @return the selector
   */
  public static ProposalSelector training(RpnConfig config) {
    return new ProposalSelector(config, config.training(), true);
  }

  /**
   * Chooses as inference does.
   *
   * @param config thresholds and numbers
   * @return the selector
   */
  public static ProposalSelector inference(RpnConfig config) {
    return new ProposalSelector(config, config.testing(), false);
  }

  /**
   * Returns how many anchors of a level can become candidates: no more need to leave the device.
   *
   * @return largest number of a level's candidates
   */
  public int perLevel() {
    return limits.preNms();
  }

  /**
   * Takes the best anchors of each level and moves them to where the network says.
   *
   * @param image name of the image, for messages
   * @param anchors the anchors
   * @param outputs what the network said of each level, finest level first
   * @return the candidates, at most {@link #perLevel} of each level
   * @throws NonFiniteException in training, if a logit or box is not finite
   * @throws IllegalArgumentException if there is not one output for each level
   */
  public Candidates candidates(String image, Anchors anchors, List<LevelOutput> outputs) {
    Checks.that(
        outputs.size() == anchors.levels().size(),
        "outputs: expected one for each of %d levels, got %d",
        anchors.levels().size(),
        outputs.size());
    List<Candidates> levels = new ArrayList<>();
    for (int level = 0; level < outputs.size(); level++) {
      levels.add(level(image, anchors.levels().get(level), outputs.get(level), level));
    }
    return join(levels);
  }

  private Candidates level(String image, Boxes anchors, LevelOutput output, int level) {
    LevelOutput finite = finite(image, output);
    int[] best = ScoreOrder.best(finite.logits(), limits.preNms());
    float[] deltas = new float[Boxes.WIDTH * best.length];
    int[] indices = new int[best.length];
    for (int i = 0; i < best.length; i++) {
      indices[i] = finite.anchors()[best[i]];
      System.arraycopy(
          finite.deltas(), Boxes.WIDTH * best[i], deltas, Boxes.WIDTH * i, Boxes.WIDTH);
    }
    int[] levels = new int[best.length];
    Arrays.fill(levels, level);
    return new Candidates(
        CODEC.decode(deltas, anchors.select(indices)),
        pick(finite.logits(), best),
        levels,
        indices);
  }

  /** Scores that are no numbers have no order, so they go before the best are taken. */
  private LevelOutput finite(String image, LevelOutput output) {
    float[] logits = output.logits();
    int[] numbers = new int[logits.length];
    int count = 0;
    for (int i = 0; i < logits.length; i++) {
      if (Float.isFinite(logits[i])) {
        numbers[count++] = i;
      }
    }
    if (count == logits.length) {
      return output;
    }
    if (training) {
      throw new NonFiniteException(image, "scores of proposals");
    }
    int[] kept = Arrays.copyOf(numbers, count);
    float[] deltas = new float[Boxes.WIDTH * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          output.deltas(), Boxes.WIDTH * kept[i], deltas, Boxes.WIDTH * i, Boxes.WIDTH);
    }
    return new LevelOutput(pick(logits, kept), deltas, pick(output.anchors(), kept));
  }

  private static Candidates join(List<Candidates> levels) {
    int n = levels.stream().mapToInt(level -> level.boxes().size()).sum();
    float[] logits = new float[n];
    int[] numbers = new int[n];
    int[] anchors = new int[n];
    int at = 0;
    for (Candidates level : levels) {
      int count = level.boxes().size();
      System.arraycopy(level.logits(), 0, logits, at, count);
      System.arraycopy(level.levels(), 0, numbers, at, count);
      System.arraycopy(level.anchors(), 0, anchors, at, count);
      at += count;
    }
    Boxes boxes = Boxes.concat(levels.stream().map(Candidates::boxes).toList());
    return new Candidates(boxes, logits, numbers, anchors);
  }

  /**
   * Chooses among candidates.
   *
   * @param image name of the image, for messages
   * @param candidates the best of each level
   * @param size size of the image in pixels, without padding
   * @return the proposals, best first
   * @throws NonFiniteException in training, if a logit or box is not finite
   */
  public Proposals select(String image, Candidates candidates, PixelSize size) {
    Boxes clipped = candidates.boxes().clip(size.height(), size.width());
    float smallest = (float) config.minBoxSize();
    int[] kept = new int[clipped.size()];
    int count = 0;
    for (int i = 0; i < clipped.size(); i++) {
      // Clipping hides an infinity.
      boolean finite = candidates.boxes().isFinite(i) && Float.isFinite(candidates.logits()[i]);
      if (training && !finite) {
        throw new NonFiniteException(image, "boxes of proposals");
      }
      if (finite && clipped.width(i) > smallest && clipped.height(i) > smallest) {
        kept[count++] = i;
      }
    }
    int[] rest = Arrays.copyOf(kept, count);
    Boxes boxes = clipped.select(rest);
    float[] logits = pick(candidates.logits(), rest);
    int[] best =
        Nms.keep(
            boxes,
            logits,
            pick(candidates.levels(), rest),
            config.nmsThreshold(),
            limits.postNms());
    return new Proposals(boxes.select(best), pick(logits, best));
  }

  private static float[] pick(float[] values, int[] indices) {
    float[] picked = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      picked[i] = values[indices[i]];
    }
    return picked;
  }

  private static int[] pick(int[] values, int[] indices) {
    return Arrays.stream(indices).map(i -> values[i]).toArray();
  }
}
