package io.greenmim.train.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The recorded steps of the published code are in {@code verify}. */
class LarsTest {

  private static final float NEAR = 1e-6f;

  private static Parameter parameter(NDManager manager, Shape shape, float... values) {
    Parameter parameter = Parameter.builder().setName("p").setType(Parameter.Type.WEIGHT).build();
    parameter.setArray(manager.create(values, shape));
    return parameter;
  }

  private static float[] after(Lars.Settings settings, Shape shape, int steps, float... gradient) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter parameter = parameter(manager, shape, 3, 4);
      Lars lars = new Lars(settings, manager, Map.of("p", parameter));
      NDArray slope = manager.create(gradient, shape);
      for (int i = 0; i < steps; i++) {
        lars.update(2, any -> slope);
      }
      return parameter.getArray().toFloatArray();
    }
  }

  /** |w| = 5 and |g| = 10: a step of 2 x 0.01 x 5 along the gradient's direction. */
  @Test
  void aMatrixMovesInProportionToItsNorm() {
    Lars.Settings settings = new Lars.Settings(0.9, 0, 0.01);
    float[] once = {3 - 2 * 0.01f * 5 * 0.6f, 4 - 2 * 0.01f * 5 * 0.8f};
    assertArrayEquals(once, after(settings, new Shape(1, 2), 1, 6, 8), NEAR);
    assertArrayEquals(once, after(settings, new Shape(1, 2), 1, 600, 800), NEAR);
  }

  @Test
  void aVectorMovesByItsGradientAndDoesNotDecay() {
    Lars.Settings settings = new Lars.Settings(0.5, 0.25, 0.01);
    assertArrayEquals(
        new float[] {3 - 2 * 0.5f, 4}, after(settings, new Shape(2), 1, 0.5f, 0), NEAR);
    // The momentum keeps half of the first step's gradient.
    assertArrayEquals(
        new float[] {3 - 2 * 0.5f - 2 * 0.75f, 4}, after(settings, new Shape(2), 2, 0.5f, 0), NEAR);
  }

  /** w itself is the only direction left: |w + 0| / |0.25 w| x 0.25 w. */
  @Test
  void aMatrixDecaysAndNormsOfZeroScaleNothing() {
    Lars.Settings decaying = new Lars.Settings(0.9, 0.25, 0.01);
    assertArrayEquals(
        new float[] {3 * 0.98f, 4 * 0.98f}, after(decaying, new Shape(2, 1), 1, 0, 0), NEAR);
    Lars.Settings still = new Lars.Settings(0.9, 0, 0.01);
    assertArrayEquals(new float[] {3, 4}, after(still, new Shape(2, 1), 1, 0, 0), 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter zeros = parameter(manager, new Shape(1, 2), 0, 0);
      Lars lars = new Lars(still, manager, Map.of("p", zeros));
      lars.update(2, any -> manager.create(new float[] {0.5f, 1}, new Shape(1, 2)));
      assertArrayEquals(new float[] {-1, -2}, zeros.getArray().toFloatArray(), NEAR);
    }
  }

  @Test
  void leavesFrozenParametersAlone() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Parameter frozen = parameter(manager, new Shape(2), 3, 4);
      frozen.freeze(true);
      Lars lars = new Lars(Lars.Settings.PUBLISHED, manager, Map.of("p", frozen));
      lars.update(1, any -> manager.ones(new Shape(2)));
      assertArrayEquals(new float[] {3, 4}, frozen.getArray().toFloatArray(), 0);
    }
  }
}
