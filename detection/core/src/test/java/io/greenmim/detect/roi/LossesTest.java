package io.greenmim.detect.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.greenmim.detect.boxes.Boxes;
import io.greenmim.detect.match.BalancedSampler;
import io.greenmim.detect.rpn.AnchorTargets;
import io.greenmim.detect.rpn.RpnLosses;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LossesTest {

  private static final double EPS = 1e-6;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void anchorsThatWereNotChosenDoNotCount() {
    // Two images of three anchors: logit, dx, dy, dw, dh.
    NDArray predictions =
        leaf(
            new Shape(2, 3, 5),
            0.5f,
            1,
            2,
            3,
            4,
            9,
            9,
            9,
            9,
            9,
            -1,
            7,
            7,
            7,
            7,
            9,
            9,
            9,
            9,
            9,
            2,
            0,
            0,
            0,
            1,
            9,
            9,
            9,
            9,
            9);
    List<AnchorTargets> targets =
        List.of(
            targets(new int[] {0}, new int[] {2}, 0, 2, 4, 4),
            targets(new int[] {1}, new int[] {}, 0, 0, 0.5f, 1));
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      RpnLosses losses = RpnLosses.of(predictions, targets, 4);
      double entropy = softplus(-0.5) + softplus(-1) + softplus(-2);
      assertEquals(entropy / 8, losses.objectness().getFloat(), EPS);
      assertEquals((1 + 1 + 0.5) / 8, losses.deltas().getFloat(), EPS);
      collector.backward(losses.objectness().add(losses.deltas()));
    }
    float[] gradient = predictions.getGradient().toFloatArray();
    assertEquals((sigmoid(0.5) - 1) / 8, gradient[0], EPS);
    assertEquals(1 / 8.0, gradient[1], EPS);
    assertEquals(-1 / 8.0, gradient[3], EPS);
    assertEquals(sigmoid(-1) / 8, gradient[10], EPS);
    assertEquals(0, gradient[11], "a negative's deltas do not count");
    assertEquals(0, gradient[5]);
  }

  private static AnchorTargets targets(int[] positives, int[] negatives, float... deltas) {
    BalancedSampler.Sample sample = new BalancedSampler.Sample(positives, negatives);
    return new AnchorTargets(null, sample, Boxes.NONE, deltas);
  }

  @Test
  void theDeltasOfTheObjectsClassCount() {
    NDArray logits = leaf(new Shape(2, 3), 1, 2, 3, 0, 0, 0);
    NDArray deltas = leaf(new Shape(2, 8), 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4);
    BoxTargets targets = new BoxTargets(new int[] {2, 1}, new int[] {1}, new float[] {1, 2, 3, 6});
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      BoxLosses losses = BoxLosses.of(logits, deltas, targets);
      double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 3;
      assertEquals((first + Math.log(3)) / 2, losses.classification().getFloat(), EPS);
      assertEquals(1, losses.deltas().getFloat(), EPS);
      collector.backward(losses.deltas());
    }
    float[] gradient = new float[16];
    gradient[15] = -0.5f;
    assertArrayEquals(gradient, deltas.getGradient().toFloatArray());
  }

  @Test
  void allClassesMayShareABoxAndAMap() {
    NDArray logits = leaf(new Shape(2, 4), 0, 0, 0, 0, 0, 0, 0, 0);
    NDArray deltas = leaf(new Shape(2, 4), 9, 9, 9, 9, 1, 2, 3, 4);
    BoxTargets targets = new BoxTargets(new int[] {3, 2}, new int[] {1}, new float[] {1, 2, 3, 6});
    assertEquals(1, BoxLosses.of(logits, deltas, targets).deltas().getFloat(), EPS);
    NDArray maps = leaf(new Shape(1, 1, 1, 2), 2, -1);
    float loss = MaskLosses.of(maps, new int[] {2}, new byte[] {1, 0}).getFloat();
    assertEquals((softplus(-2) + softplus(-1)) / 2, loss, EPS);
  }

  @Test
  void theMapOfTheObjectsClassCounts() {
    NDArray maps = leaf(new Shape(2, 2, 1, 2), 9, 9, 2, -1, 1, 1, 9, 9);
    float loss = MaskLosses.of(maps, new int[] {1, 0}, new byte[] {1, 0, 0, 1}).getFloat();
    double sum = softplus(-2) + softplus(-1) + softplus(1) + softplus(-1);
    assertEquals(sum / 4, loss, EPS);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> MaskLosses.of(maps, new int[] {1, 0}, new byte[3]));
    assertTrue(e.getMessage().contains("2 classes and 3 pixels"), e.getMessage());
  }

  @Test
  void nothingToLearnIsALossOfZeroWithAGradient() {
    NDArray predictions = leaf(new Shape(1, 1, 5), 1, 2, 3, 4, 5);
    NDArray logits = leaf(new Shape(1, 3), 1, 2, 3);
    NDArray deltas = leaf(new Shape(1, 8), 9, 9, 9, 9, 9, 9, 9, 9);
    NDArray maps = leaf(new Shape(0, 2, 4, 4));
    BoxTargets targets = new BoxTargets(new int[] {2}, new int[0], new float[0]);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      RpnLosses rpn = RpnLosses.of(predictions, List.of(targets(new int[0], new int[0])), 256);
      BoxLosses box = BoxLosses.of(logits, deltas, targets);
      NDArray mask = MaskLosses.of(maps, new int[0], new byte[0]);
      List<NDArray> zeros = List.of(rpn.objectness(), rpn.deltas(), box.deltas(), mask);
      NDArray sum = box.classification();
      for (NDArray zero : zeros) {
        assertEquals(0, zero.getFloat());
        sum = sum.add(zero);
      }
      collector.backward(sum);
    }
    assertEquals(0, deltas.getGradient().abs().sum().getFloat());
    assertEquals(0, predictions.getGradient().abs().sum().getFloat());
    assertTrue(logits.getGradient().abs().sum().getFloat() > 0);
    BoxTargets none = new BoxTargets(new int[0], new int[0], new float[0]);
    BoxLosses losses = BoxLosses.of(leaf(new Shape(0, 3)), leaf(new Shape(0, 8)), none);
    assertEquals(0, losses.classification().getFloat());
    assertEquals(0, losses.deltas().getFloat());
  }

  private NDArray leaf(Shape shape, float... values) {
    NDArray array = manager.create(values, shape);
    array.setRequiresGradient(true);
    return array;
  }

  private static double softplus(double x) {
    return Math.log1p(Math.exp(x));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
