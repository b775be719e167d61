package io.greenmim.detect.train;

import io.greenmim.train.optim.CosineSchedule;
import io.greenmim.train.optim.Schedule;
import io.greenmim.train.optim.StepSchedule;
import io.greenmim.train.run.RunSteps;
import java.util.List;

/** How the learning rate of a detector runs. */
final class DetectorSchedule {

  private static final double WARMUP_FACTOR = 0.001;
  private static final double RATE_FACTOR = 0.1;

  private DetectorSchedule() {}

  static Schedule of(DetectorSettings settings, RunSteps steps) {
    if (settings.schedule() == ScheduleName.COSINE) {
      long warmup = Math.min(settings.warmupSteps(), steps.totalSteps());
      return new CosineSchedule(
          settings.learningRate(), 0, warmup, steps.totalSteps(), CosineSchedule.Form.AFTER_WARMUP);
    }
    double stepsPerEpoch = (double) steps.batchesPerEpoch() / steps.batchesPerStep();
    List<Long> milestones =
        settings.schedule().milestones(settings.epochs()).stream()
            .map(epoch -> Math.round(epoch * stepsPerEpoch))
            .toList();
    return new StepSchedule(
        settings.learningRate(), settings.warmupSteps(), WARMUP_FACTOR, milestones, RATE_FACTOR);
  }
}
