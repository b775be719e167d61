package io.greenmim.verify.detect;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.match.Permutation;
import io.greenmim.detect.model.TrainingPass;
import io.greenmim.detect.roi.RoiSample;
import io.greenmim.detect.rpn.AnchorTargets;
import io.greenmim.detect.rpn.Candidates;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.Autograd;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.verify.Comparison;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Repeats a training pass and compares what the file has of it. */
final class TrainingComparison {

  private final RecordedDetector detector;
  private final Ledger ledger;
  private final String prefix;

  /**
   * Prepares a comparison.
   *
   * @param detector the detector
   * @param ledger the file with results
   * @param prefix what stands before the keys of the results; a file without has them all
   */
  TrainingComparison(RecordedDetector detector, Ledger ledger, String prefix) {
    this.detector = detector;
    this.ledger = ledger;
    this.prefix = prefix;
  }

  /** Runs forward and backward; {@code norms} are the recorded L2 norms of gradients, if any. */
  void run(
      NDManager manager, Permutation permutation, Precision precision, Map<String, Double> norms)
      throws IOException {
    PassStore store = new PassStore(manager, precision);
    try (StagedPass features = new StagedPass(store, false, 0)) {
      try (Autograd.Recorded recorded = Autograd.record();
          ArrayScope scope = new ArrayScope();
          TrainingPass pass =
              detector
                  .model()
                  .train(store, features, detector.batch(), detector.truths(), permutation)) {
        compareLosses(pass);
        compareDecisions(pass.decisions());
        compare("train/roi/class_logits", pass.predictions().logits());
        compare("train/roi/box_deltas", pass.predictions().deltas());
        pass.backward(1);
      }
      features.backward();
    }
    compareGradients(norms);
  }

  /** Variants have only some of the results. */
  private boolean isRecorded(String key) {
    return prefix.isEmpty() || ledger.has(key);
  }

  private void compare(String name, NDArray actual) throws IOException {
    if (isRecorded(prefix + name)) {
      ledger.compare(prefix + name, actual, Agreement.BOXES);
    }
  }

  private void compareLosses(TrainingPass pass) throws IOException {
    for (Map.Entry<String, NDArray> loss : pass.losses().named().entrySet()) {
      ledger.compare(
          prefix + "loss/" + loss.getKey(), loss.getValue().reshape(1), Agreement.LOSSES);
    }
  }

  private void compareDecisions(TrainingPass.Decisions decisions) throws IOException {
    for (int i = 0; i < decisions.anchors().size(); i++) {
      String candidates = prefix + "train/pre_nms/image" + i;
      if (isRecorded(candidates + "/boxes")) {
        compareCandidates(ledger, candidates, decisions.candidates().get(i));
      }
      String proposals = prefix + "train/proposals/image" + i;
      if (isRecorded(proposals + "/boxes")) {
        ledger.compare(proposals + "/boxes", decisions.proposals().get(i).boxes(), Agreement.BOXES);
        ledger.compare(
            proposals + "/logits", decisions.proposals().get(i).logits(), Agreement.BOXES);
      }
      compareAnchors(prefix + "train/rpn/image" + i, decisions.anchors().get(i));
      compareRegions(prefix + "train/roi/image" + i, decisions.regions().get(i));
    }
    String masks = prefix + "train/mask/targets";
    if (isRecorded(masks)) {
      ledger.compare(masks, decisions.masks());
    }
  }

  /** Neighbours of nearly equal logits may change places, so both sides are put in one order. */
  static void compareCandidates(Ledger ledger, String key, Candidates actual) throws IOException {
    int[] levels = ledger.integers(key + "/level");
    int[] anchors = ledger.integers(key + "/index");
    int[] recorded = order(levels, anchors);
    int[] own = order(actual.levels(), actual.anchors());
    ledger.equal(key + "/level", pick(levels, recorded), pick(actual.levels(), own));
    ledger.equal(key + "/index", pick(anchors, recorded), pick(actual.anchors(), own));
    ledger.add(
        Comparison.of(
            key + "/boxes",
            ledger.boxes(key + "/boxes").select(recorded).corners(),
            actual.boxes().select(own).corners(),
            Agreement.BOXES));
    ledger.add(
        Comparison.of(
            key + "/logits",
            pick(ledger.floats(key + "/logits"), recorded),
            pick(actual.logits(), own),
            Agreement.BOXES));
  }

  private static int[] order(int[] levels, int[] anchors) {
    return IntStream.range(0, levels.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingInt(i -> levels[i]).thenComparing(i -> anchors[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static List<Integer> pick(int[] values, int[] indices) {
    return Arrays.stream(indices).mapToObj(i -> values[i]).toList();
  }

  private static float[] pick(float[] values, int[] indices) {
    float[] picked = new float[indices.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values[indices[i]];
    }
    return picked;
  }

  private void compareAnchors(String key, AnchorTargets targets) throws IOException {
    String before = key + "/labels_before_sampling";
    if (isRecorded(before)) {
      ledger.compare(before, targets.matches().labels());
    }
    if (!isRecorded(key + "/labels")) {
      return;
    }
    ledger.compare(key + "/labels", targets.labels());
    int[] positives = targets.sample().positives();
    int[] growing =
        IntStream.range(0, positives.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> positives[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    ledger.compare(
        key + "/positive_index", Arrays.stream(growing).map(i -> positives[i]).toArray());
    Boxes objects = targets.objects().select(growing);
    ledger.compare(key + "/positive_gt_boxes", objects, Agreement.BOXES);
  }

  private void compareRegions(String key, RoiSample sample) throws IOException {
    if (isRecorded(key + "/boxes")) {
      ledger.compare(key + "/sampled_index", sample.indices());
      ledger.compare(key + "/boxes", sample.boxes(), Agreement.BOXES);
      ledger.compare(key + "/classes", sample.classes());
      ledger.compare(key + "/matched_gt", sample.objects());
    }
  }

  private void compareGradients(Map<String, Double> norms) throws IOException {
    Map<String, Parameter> parameters = StateDict.of(detector.model()).parameters();
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      String name = entry.getKey();
      try (NDArray gradient = entry.getValue().getArray().getGradient()) {
        if (isRecorded(prefix + "grad/" + name)) {
          ledger.compare(prefix + "grad/" + name, gradient, Agreement.GRADIENTS);
        }
        if (norms.containsKey(name)) {
          ledger.add(
              Comparison.of(
                  prefix + "grad_l2/" + name,
                  new double[] {norms.get(name)},
                  new double[] {norm(gradient.toFloatArray())},
                  Agreement.GRADIENTS));
        }
      }
    }
    for (String name : norms.keySet()) {
      if (!parameters.containsKey(name)) {
        ledger.add(Comparison.failure(prefix + "grad_l2/" + name, "unexpected in the file"));
      }
    }
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
