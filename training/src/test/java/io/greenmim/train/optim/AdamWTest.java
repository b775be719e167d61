package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import io.greenmim.model.ParameterKind;
import io.greenmim.ops.Scaling;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdamWTest {

  private static final ParameterGroup.Rule GREENMIM =
      (name, parameter) ->
          new ParameterGroup(1, WeightDecayRule.GREENMIM.decays(ParameterKind.of(parameter)));

  private static final AdamW.Settings SETTINGS = new AdamW.Settings(0.9, 0.95, 1e-8, 0.05);
  private static final float[] START = {1f, -2f, 0.5f, 3f};

  private static void update(NDManager manager, AdamW adam, double learningRate) {
    try (NDArray ordinary = manager.create(0f)) {
      adam.update(
          learningRate,
          parameter -> {
            assertEquals("p", parameter.getName());
            return parameter.getArray().getGradient();
          },
          ordinary);
    }
    adam.advance();
  }

  /** The gradient of sum(c * p^2) is 2 c p; what was there before goes. */
  private static void backward(NDManager manager, NDArray p, float c) {
    p.getGradient().muli(0);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(Scaling.scale(p.square().sum(), c));
    }
  }

  /** The algorithm for one number, in double precision, as PyTorch's documentation states it. */
  private static double[] expected(double decay, int steps, double learningRate) {
    double[] p = new double[START.length];
    for (int i = 0; i < p.length; i++) {
      double value = START[i];
      double m = 0;
      double v = 0;
      for (int t = 1; t <= steps; t++) {
        double g = 2 * t * value;
        value -= learningRate * decay * value;
        m = 0.9 * m + 0.1 * g;
        v = 0.95 * v + 0.05 * g * g;
        double mHat = m / (1 - Math.pow(0.9, t));
        double vHat = v / (1 - Math.pow(0.95, t));
        value -= learningRate * mHat / (Math.sqrt(vHat) + 1e-8);
      }
      p[i] = value;
    }
    return p;
  }

  private static AdamW adamW(NDManager manager, Parameter parameter) {
    return new AdamW(SETTINGS, manager, Map.of("p", parameter), GREENMIM);
  }

  /** Takes a step with the gradient of sum(c * p^2). */
  private static void step(NDManager manager, AdamW adam, Parameter p, float c, double rate) {
    backward(manager, p.getArray(), c);
    update(manager, adam, rate);
  }

  private static void assertNear(double[] expected, Parameter actual) {
    float[] values = actual.getArray().toFloatArray();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], 1e-6, actual.getType() + " " + i);
    }
  }

  @Test
  void followsTheAlgorithmWithAndWithoutDecay() {
    for (Parameter.Type type : List.of(Parameter.Type.WEIGHT, Parameter.Type.BIAS)) {
      try (NDManager manager = NDManager.newBaseManager()) {
        Parameter parameter = TestParameters.of(manager, type, START);
        AdamW adam = adamW(manager, parameter);
        for (int t = 1; t <= 7; t++) {
          step(manager, adam, parameter, t, 0.01);
        }
        assertNear(expected(type == Parameter.Type.WEIGHT ? 0.05 : 0, 7, 0.01), parameter);
        assertEquals(7, adam.step());
      }
    }
  }

  @Test
  void scalesTheRateOfAGroup() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = TestParameters.weight(manager, START);
      AdamW adam =
          new AdamW(
              SETTINGS,
              manager,
              Map.of("p", parameter),
              (name, p) -> new ParameterGroup(0.25, true));
      for (int t = 1; t <= 3; t++) {
        step(manager, adam, parameter, t, 0.04);
      }
      assertNear(expected(0.05, 3, 0.01), parameter);
    }
  }

  @Test
  void goesOnFromItsState() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter straight = TestParameters.weight(manager, START);
      AdamW adam = adamW(manager, straight);
      step(manager, adam, straight, 1, 0.01);
      float[] middle = straight.getArray().toFloatArray();
      Map<String, NDArray> saved = new LinkedHashMap<>();
      adam.state().forEach((name, array) -> saved.put(name, array.duplicate()));
      step(manager, adam, straight, 2, 0.01);

      Parameter resumed = TestParameters.weight(manager, middle);
      AdamW second = adamW(manager, resumed);
      second.restore(saved, 1);
      step(manager, second, resumed, 2, 0.01);
      assertEquals(straight.getArray().toByteBuffer(), resumed.getArray().toByteBuffer());
    }
  }

  /** Nothing that is not finite reaches a weight or a moment. */
  @Test
  void aSkippedStepLeavesWeightsAndMomentsAsTheyAre() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = TestParameters.weight(manager, START);
      AdamW adam = adamW(manager, parameter);
      step(manager, adam, parameter, 1, 0.01);
      Map<String, ByteBuffer> before = bytes(adam, parameter);
      for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        NDArray gradient = manager.create(new float[] {1, wrong, 0, 2});
        adam.update(0.01, any -> gradient, manager.create(1f));
        assertEquals(before, bytes(adam, parameter));
      }
      assertEquals(1, adam.step());
      // The skipped steps are not counted: the next one is corrected as the second.
      step(manager, adam, parameter, 2, 0.01);
      assertNear(expected(0.05, 2, 0.01), parameter);
    }
  }

  private static Map<String, ByteBuffer> bytes(AdamW adam, Parameter parameter) {
    Map<String, ByteBuffer> bytes = new LinkedHashMap<>();
    bytes.put("p", ByteBuffer.wrap(parameter.getArray().toByteArray()));
    adam.state().forEach((name, array) -> bytes.put(name, ByteBuffer.wrap(array.toByteArray())));
    return bytes;
  }

  @Test
  void refusesAForeignState() {
    try (NDManager manager = NDManager.newBaseManager()) {
      AdamW adam = adamW(manager, TestParameters.weight(manager, START));
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> adam.restore(Map.of(), 1));
      assertTrue(e.getMessage().contains("exp_avg.p"), e.getMessage());
    }
  }

  @Test
  void clipsTheGlobalNorm() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray a = TestParameters.weight(manager, START).getArray();
      NDArray b = TestParameters.weight(manager, START).getArray();
      backward(manager, a, 1);
      backward(manager, b, 0.5f);
      // Norms: 2 |p| and |p| with |p|^2 = 14.25.
      double norm = Math.sqrt(5 * 14.25);
      List<NDArray> gradients = List.of(a.getGradient(), b.getGradient());
      assertEquals(norm, GradientClip.norm(gradients).getFloat(), 1e-4);
      assertEquals(2 * START[1], a.getGradient().getFloat(1), 1e-6);
      GradientClip.limit(gradients, GradientClip.norm(gradients), 2);
      assertEquals(2, GradientClip.norm(gradients).getFloat(), 1e-5);
      assertEquals(2 * START[1] * 2 / norm, a.getGradient().getFloat(1), 1e-5);
      GradientClip.limit(gradients, GradientClip.norm(gradients), 5);
      assertEquals(2, GradientClip.norm(gradients).getFloat(), 1e-5);
    }
  }
}
