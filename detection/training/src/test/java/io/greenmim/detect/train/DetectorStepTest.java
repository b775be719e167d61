package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.boxes.PixelSize;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.match.GroundTruth;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.ops.PassStore;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.step.Trainee;
import io.greenmim.train.task.DivergedException;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Steps of a small detector that are not finite, and steps on two devices at once. */
class DetectorStepTest {

  private static final int SIDE = 64;
  private static final double RATE = 1e-3;
  private static final UpdateOptions UPDATES = new UpdateOptions(0.05, 0.9, 0.999, 1, 0.9, 1);

  /** Sums in another order differ in the last bits. */
  private static final float SUM_ORDER = 2e-5f;

  private static Trainee<DetectionBatch> trainee(int devices) throws IOException {
    DetectorConfig config = SyntheticDetector.config(2);
    MaskRcnn model = MaskRcnn.of(config, 0);
    Device[] cpus = new Device[devices];
    Arrays.fill(cpus, Device.cpu());
    return Trainee.initial(new DetectorTask(model), UPDATES, 5, Placement.on(cpus));
  }

  private static DetectionBatch batch(long seed) {
    byte[] pixels = new byte[3 * SIDE * SIDE];
    new SplittableRandom(seed).nextBytes(pixels);
    PixelSize size = new PixelSize(SIDE, SIDE);
    Boxes boxes = Boxes.of(new float[] {4, 6, 40, 50});
    String name = seed + ".jpg";
    return new DetectionBatch(
        size,
        pixels,
        List.of(new PixelSize(SIDE, SIDE)),
        List.of(new GroundTruth(name, boxes, new int[] {1}, List.of(Optional.empty()))));
  }

  private static NDArray weight(Trainee<DetectionBatch> trainee, String name) {
    return StateDict.of(trainee.task().model()).arrays().get(name);
  }

  private static Map<String, ByteBuffer> bits(Trainee<DetectionBatch> trainee) {
    Map<String, ByteBuffer> bits = new LinkedHashMap<>();
    StateDict.of(trainee.task().model())
        .arrays()
        .forEach((name, array) -> bits.put(name, ByteBuffer.wrap(array.toByteArray())));
    return bits;
  }

  private static String fault(String weight) throws IOException {
    try (Trainee<DetectionBatch> trainee = trainee(1)) {
      weight(trainee, weight).stopGradient().muli(0).addi(Float.NaN);
      Map<String, ByteBuffer> before = bits(trainee);
      String fault = trainee.step(List.of(batch(1)), RATE, 0).fault().orElseThrow();
      assertEquals(before, bits(trainee));
      return fault;
    }
  }

  @Test
  void aProposalThatIsNotFiniteChangesNothingAndNamesItsImage() throws IOException {
    assertEquals(
        "1.jpg: expected finite scores of proposals, got NaN or infinity",
        fault("proposal_generator.rpn_head.objectness_logits.bias"));
  }

  @Test
  void aLossThatIsNotFiniteChangesNothingAndTellsItsParts() throws IOException {
    String fault = fault("roi_heads.box_predictor.cls_score.bias");
    assertTrue(fault.startsWith("the loss is NaN {loss_rpn_cls="), fault);
    assertTrue(fault.contains("loss_cls=NaN"), fault);
  }

  @Test
  void aValidationThatIsNotFiniteNamesItsImage() throws IOException {
    Map<String, String> messages =
        Map.of(
            "proposal_generator.rpn_head.objectness_logits.bias",
            "1.jpg: expected finite scores of proposals, got NaN or infinity",
            "roi_heads.box_predictor.cls_score.bias",
            "1.jpg: expected a finite loss, got NaN {");
    for (Map.Entry<String, String> message : messages.entrySet()) {
      try (Trainee<DetectionBatch> trainee = trainee(1)) {
        weight(trainee, message.getKey()).stopGradient().muli(0).addi(Float.NaN);
        DetectorTask task = (DetectorTask) trainee.task();
        PassStore store = new PassStore(trainee.manager(), Precision.FP32);
        DivergedException diverged =
            assertThrows(
                DivergedException.class,
                () -> task.evaluate(batch(1), store, trainee.manager(), 1));
        assertTrue(diverged.getMessage().startsWith(message.getValue()), diverged.getMessage());
      }
    }
  }

  @Test
  void twoReplicasEqualOneDeviceWithTwoBatches() throws IOException {
    List<DetectionBatch> batches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      batches.add(batch(i));
    }
    try (Trainee<DetectionBatch> one = trainee(1);
        Trainee<DetectionBatch> two = trainee(2)) {
      for (int step = 0; step < 2; step++) {
        Trainee.Outcome alone = one.step(batches, RATE, step);
        Trainee.Outcome together = two.step(batches, RATE, step);
        assertTrue(alone.fault().isEmpty(), () -> alone.fault().orElse(""));
        assertEquals(alone.loss().total(), together.loss().total(), SUM_ORDER);
        assertEquals(alone.loss().parts().keySet(), together.loss().parts().keySet());
      }
      StateDict.of(one.task().model())
          .arrays()
          .forEach(
              (name, array) ->
                  assertArrayEquals(
                      array.toFloatArray(), weight(two, name).toFloatArray(), SUM_ORDER, name));
    }
  }
}
