package io.greenmim.train.pretrain;

import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.optim.StepSchedule;
import io.greenmim.train.run.RunSteps;
import java.util.List;

/** The learning rate of a pre-training run. */
final class PretrainSchedule {

  /**
   * What the learning rate of a step schedule falls by, as SimMIM's recipes of 800 epochs have it.
   */
  private static final double STEP_FACTOR = 0.1;

  private PretrainSchedule() {}

  static Schedule of(PretrainSettings settings, RunSteps steps) {
    double peak = settings.peakLearningRate(settings.batchSize() * steps.batchesPerStep());
    long total = steps.totalSteps();
    double warmup =
        Math.min(
            settings.warmupEpochs() * steps.batchesPerEpoch() / steps.batchesPerStep(),
            (double) total);
    return switch (settings.schedule()) {
      case COSINE ->
          new CosineSchedule(
              peak,
              settings.minLearningRate(),
              warmup,
              total,
              settings.method() == PretrainMethod.SIMMIM
                  ? CosineSchedule.Form.FROM_START
                  : CosineSchedule.Form.AFTER_WARMUP);
      case STEP ->
          new StepSchedule(
              peak,
              Math.round(warmup),
              CosineSchedule.SIMMIM_START,
              List.of(total * 7 / 8),
              STEP_FACTOR);
    };
  }
}
