package io.greenmim.train.report;

import java.util.Map;
import java.util.OptionalDouble;

/** Metrics for tests: ten steps to an epoch, half a second to a step, 32 images each. */
final class TestMetrics {

  static final int STEPS_PER_EPOCH = 10;
  static final double SECONDS_PER_STEP = 0.5;

  private TestMetrics() {}

  static StepMetrics step(long step, double loss) {
    return new StepMetrics(
        step,
        (int) ((step - 1) / STEPS_PER_EPOCH) + 1,
        loss,
        1.5e-4,
        64,
        OptionalDouble.empty(),
        step * SECONDS_PER_STEP,
        512,
        Map.of());
  }

  static StepMetrics withRate(long step, double loss, double learningRate) {
    StepMetrics m = step(step, loss);
    return new StepMetrics(
        step,
        m.epoch(),
        loss,
        learningRate,
        64,
        OptionalDouble.empty(),
        m.seconds(),
        512,
        Map.of());
  }

  static StepMetrics withNorm(long step, double loss, double gradNorm) {
    StepMetrics m = step(step, loss);
    return new StepMetrics(
        step, m.epoch(), loss, 1.5e-4, 64, OptionalDouble.of(gradNorm), m.seconds(), 512, Map.of());
  }
}
