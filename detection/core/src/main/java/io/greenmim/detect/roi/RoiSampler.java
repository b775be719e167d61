package io.greenmim.detect.roi;

import io.greenmim.config.Checks;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.config.RoiConfig;
import io.greenmim.detect.match.BalancedSampler;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.match.Label;
import io.greenmim.detect.match.Matcher;
import io.greenmim.detect.match.Matches;
import io.greenmim.detect.match.Permutation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the regions that the heads are trained on (Girshick, 2015, arXiv 1504.08083, section
 * 2.3). The boxes of the objects themselves are regions too, so that no object goes without.
 *
 * @param config thresholds and numbers
 * @param classes number of classes without the background, positive
 */
public record RoiSampler(RoiConfig config, int classes) {

  /**
   * Matches regions with objects and chooses some.
   *
   * @param proposals where objects may be
   * @param truth the objects, perhaps none
   * @param permutation order in which regions are taken
   * @return the chosen regions
   * @throws IllegalArgumentException if an object's class is not below the number of classes
   */
  public RoiSample sample(Boxes proposals, GroundTruth truth, Permutation permutation) {
    for (int number : truth.classes()) {
      Checks.that(
          number < classes,
          "%s: expected classes below %d, got %d",
          truth.image(),
          classes,
          number);
    }
    Boxes regions = Boxes.concat(List.of(proposals, truth.boxes()));
    double iou = config.objectIou();
    Matches matches = new Matcher(iou, iou, false).match(truth.boxes(), regions);
    BalancedSampler.Sample sample =
        new BalancedSampler(config.sampling(), permutation)
            .sample(matches.with(Label.POSITIVE), matches.with(Label.NEGATIVE));
    int[] chosen =
        IntStream.concat(Arrays.stream(sample.positives()), Arrays.stream(sample.negatives()))
            .toArray();
    int foreground = sample.positives().length;
    int[] objects = Arrays.stream(chosen).map(matches::object).toArray();
    int[] numbers =
        IntStream.range(0, chosen.length)
            .map(i -> i < foreground ? truth.classes()[objects[i]] : classes)
            .toArray();
    return new RoiSample(chosen, regions.select(chosen), numbers, objects, foreground);
  }
}
