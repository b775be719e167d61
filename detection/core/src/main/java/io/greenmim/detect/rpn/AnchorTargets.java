package io.greenmim.detect.rpn;

import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.RpnConfig;
import io.greenmim.detect.match.BalancedSampler;
import io.greenmim.detect.match.Label;
import io.greenmim.detect.match.Matcher;
import io.greenmim.detect.match.Matches;
import io.greenmim.detect.match.Permutation;
import java.util.Arrays;

/**
 * What the region proposal network should say of an image's anchors.
 *
 * @param matches object and label of every anchor before any was chosen
 * @param sample the anchors that the losses see
 * @param objects boxes of the objects of the chosen positives, in their order
 * @param deltas these boxes relative to their anchors, (positives x 4)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record AnchorTargets(
    Matches matches, BalancedSampler.Sample sample, Boxes objects, float[] deltas) {

  private static final BoxCodec CODEC = BoxCodec.unweighted();

  /**
   * Matches anchors with objects and chooses some.
   *
   * @param config thresholds and numbers
   * @param anchors the anchors of all levels
   * @param objects boxes of the image's objects, perhaps none
   * @param permutation order in which anchors are taken
   * @return the targets
   */
  public static AnchorTargets of(
      RpnConfig config, Boxes anchors, Boxes objects, Permutation permutation) {
    Matches matches =
        new Matcher(config.negativeIou(), config.positiveIou(), true).match(objects, anchors);
    BalancedSampler.Sample sample =
        new BalancedSampler(config.sampling(), permutation)
            .sample(matches.with(Label.POSITIVE), matches.with(Label.NEGATIVE));
    int[] positives = sample.positives();
    Boxes matched = objects.select(Arrays.stream(positives).map(matches::object).toArray());
    return new AnchorTargets(
        matches, sample, matched, CODEC.encode(anchors.select(positives), matched));
  }

  /**
   * Labels the anchors after some were chosen: all others are ignored.
   *
   * @return one of the values of {@link Label} for each anchor
   */
  public byte[] labels() {
    byte[] labels = new byte[matches.size()];
    Arrays.fill(labels, Label.IGNORED);
    for (int positive : sample.positives()) {
      labels[positive] = Label.POSITIVE;
    }
    for (int negative : sample.negatives()) {
      labels[negative] = Label.NEGATIVE;
    }
    return labels;
  }
}
