package io.greenmim.detect.roi;

import static io.greenmim.detect.testing.Golden.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.detect.backbone.PyramidBackbone;
import io.greenmim.detect.boxes.BoxCodec;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.LevelAssignment;
import io.greenmim.detect.match.BalancedSampler;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.ops.PooledRois;
import io.greenmim.detect.ops.RoiAlign;
import io.greenmim.detect.ops.RoiPooler;
import io.greenmim.detect.rpn.AnchorTargets;
import io.greenmim.detect.rpn.ProposalNetwork;
import io.greenmim.detect.rpn.RpnLosses;
import io.greenmim.detect.testing.Golden;
import io.greenmim.detect.testing.GoldenNetwork;
import io.greenmim.model.StagedPass;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.weights.StateDict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All blocks together: losses and gradients from images and recorded discrete choices. */
class RecordedTrainingTest {

  private static final LevelAssignment LEVELS = new LevelAssignment(2, 5, 224, 4);

  private final Golden golden = Golden.open(GoldenNetwork.FILE);

  @ParameterizedTest
  @CsvSource({"false, 0", "true, 0", "false, 2", "true, 2"})
  void lossesAndGradientsEqualTheRecordedOnes(boolean recompute, int frozen) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = new Network(manager, golden, frozen);
      Map<String, Float> losses = network.step(Precision.FP32, recompute);
      losses.forEach(
          (name, loss) -> {
            float expected = golden.array(manager, "loss/" + name).getFloat(0);
            assertEquals(expected, loss, 2e-6 * Math.max(1, expected), name);
          });
      network.parameters.forEach((name, parameter) -> check(manager, frozen, name, parameter));
    }
  }

  private void check(NDManager manager, int frozen, String name, Parameter parameter) {
    boolean isFrozen =
        frozen > 0
            && (name.contains(".patch_embed.")
                || name.contains(".layers.0.")
                || name.contains(".layers.1."));
    if (isFrozen) {
      assertFalse(parameter.getArray().hasGradient(), name);
      return;
    }
    NDArray gradient = parameter.getArray().getGradient();
    NDArray expected = golden.array(manager, "grad/" + name);
    if (name.startsWith("backbone.fpn_output5")) {
      assertEquals(0, gradient.abs().max().getFloat(), name);
    } else {
      assertClose(expected, gradient, Golden.GRADIENTS, name);
    }
  }

  @Test
  void halfPrecisionIsClose() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = new Network(manager, golden, 0);
      Map<String, Float> losses = network.step(Precision.BF16, false);
      losses.forEach(
          (name, loss) -> {
            float expected = golden.array(manager, "loss/" + name).getFloat(0);
            assertEquals(expected, loss, 2e-2 * Math.max(1, expected), name);
          });
    }
  }

  /** The blocks of a detector, put together for this test. */
  private static final class Network {

    private final NDManager manager;
    private final Golden golden;
    private final PyramidBackbone backbone;
    private final ProposalNetwork rpn = new ProposalNetwork(GoldenNetwork.CHANNELS, 3);
    private final BoxHead boxHead = new BoxHead(GoldenNetwork.CHANNELS, 7, 32);
    private final BoxPredictor predictor = new BoxPredictor(32, 3, false);
    private final MaskHead maskHead = new MaskHead(GoldenNetwork.CHANNELS, 16, 3, false);
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();

    Network(NDManager manager, Golden golden, int frozen) {
      this.manager = manager;
      this.golden = golden;
      backbone = GoldenNetwork.backbone(manager, golden, frozen);
      Shape any = new Shape(1);
      golden.load(manager, rpn, "proposal_generator.rpn_head.", any);
      golden.load(manager, boxHead, "roi_heads.box_head.", any);
      golden.load(manager, predictor, "roi_heads.box_predictor.", any);
      golden.load(manager, maskHead, "roi_heads.mask_head.", any);
      add("backbone.", StateDict.of(backbone));
      add("proposal_generator.rpn_head.", StateDict.of(rpn));
      add("roi_heads.box_head.", StateDict.of(boxHead));
      add("roi_heads.box_predictor.", StateDict.of(predictor));
      add("roi_heads.mask_head.", StateDict.of(maskHead));
    }

    private void add(String prefix, StateDict dict) {
      dict.parameters().forEach((name, parameter) -> parameters.put(prefix + name, parameter));
    }

    Map<String, Float> step(Precision precision, boolean recompute) {
      PassStore store = new PassStore(manager, precision);
      NDArray images = GoldenNetwork.images(manager, golden);
      try (StagedPass pass = new StagedPass(store, recompute, 7)) {
        Map<String, Float> losses;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector();
            ArrayScope scope = new ArrayScope()) {
          List<NDArray> levels =
              backbone
                  .pyramid()
                  .forward(store, backbone.bottomUp().forward(store, pass, images), true);
          losses = backward(store, collector, levels);
        }
        pass.backward();
        return losses;
      }
    }

    private Map<String, Float> backward(
        PassStore store, GradientCollector collector, List<NDArray> levels) {
      RpnLosses rpnLosses = RpnLosses.of(rpn.forward(store, levels, true), anchorTargets(), 256);
      List<Boxes> boxes = new ArrayList<>();
      List<Boxes> objects = new ArrayList<>();
      for (int image = 0; image < 2; image++) {
        Boxes all = Boxes.of(floats("train/roi/image" + image + "/boxes"));
        int[] classes = ints("train/roi/image" + image + "/classes");
        boxes.add(all);
        objects.add(
            all.select(IntStream.range(0, all.size()).filter(i -> classes[i] < 3).toArray()));
      }
      BoxTargets targets = boxTargets(boxes);
      int[] objectClasses =
          IntStream.of(targets.foreground()).map(i -> targets.classes()[i]).toArray();
      byte[] masks = golden.array(manager, "train/mask/targets").toByteArray();
      try (PooledRois rois = new RoiPooler(RoiAlign.published(7), LEVELS).record(levels, boxes);
          PooledRois maskRois =
              new RoiPooler(RoiAlign.published(14), LEVELS).record(levels, objects)) {
        NDArray features = boxHead.forward(store, rois.features(), true);
        BoxLosses boxLosses =
            BoxLosses.of(
                predictor.logits(store, features, true),
                predictor.deltas(store, features, true),
                targets);
        NDArray maskLoss =
            MaskLosses.of(maskHead.forward(store, maskRois.features(), true), objectClasses, masks);
        collector.backward(boxLosses.classification().add(boxLosses.deltas()).add(maskLoss));
        PooledRois.backward(
            rpnLosses.objectness().add(rpnLosses.deltas()), List.of(rois, maskRois));
        return Map.of(
            "loss_rpn_cls", rpnLosses.objectness().getFloat(),
            "loss_rpn_loc", rpnLosses.deltas().getFloat(),
            "loss_cls", boxLosses.classification().getFloat(),
            "loss_box_reg", boxLosses.deltas().getFloat(),
            "loss_mask", maskLoss.getFloat());
      }
    }

    private List<AnchorTargets> anchorTargets() {
      Boxes anchors = Boxes.of(floats("anchors"));
      List<AnchorTargets> targets = new ArrayList<>();
      for (int image = 0; image < 2; image++) {
        String prefix = "train/rpn/image" + image + "/";
        int[] labels = ints(prefix + "labels");
        int[] positives = ints(prefix + "positive_index");
        int[] negatives = IntStream.range(0, labels.length).filter(i -> labels[i] == 0).toArray();
        Boxes objects = Boxes.of(floats(prefix + "positive_gt_boxes"));
        float[] deltas = BoxCodec.unweighted().encode(anchors.select(positives), objects);
        BalancedSampler.Sample sample = new BalancedSampler.Sample(positives, negatives);
        targets.add(new AnchorTargets(null, sample, objects, deltas));
      }
      return targets;
    }

    private BoxTargets boxTargets(List<Boxes> boxes) {
      List<RoiSample> samples = new ArrayList<>();
      List<GroundTruth> truths = new ArrayList<>();
      for (int image = 0; image < 2; image++) {
        String prefix = "train/roi/image" + image + "/";
        int[] classes = ints(prefix + "classes");
        int foreground = (int) IntStream.of(classes).filter(c -> c < 3).count();
        samples.add(
            new RoiSample(
                new int[classes.length],
                boxes.get(image),
                classes,
                ints(prefix + "matched_gt"),
                foreground));
        truths.add(
            new GroundTruth(
                "image" + image,
                Boxes.of(floats("input/image" + image + "/gt_boxes")),
                ints("input/image" + image + "/gt_classes")));
      }
      return BoxTargets.of(samples, truths, new BoxCodec(List.of(10.0, 10.0, 5.0, 5.0)));
    }

    private float[] floats(String name) {
      return golden.array(manager, name).toFloatArray();
    }

    private int[] ints(String name) {
      return golden.array(manager, name).toIntArray();
    }
  }
}
