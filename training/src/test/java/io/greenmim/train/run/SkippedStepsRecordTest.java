package io.greenmim.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.data.UnreadableImages;
import io.greenmim.train.device.Placement;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.ProgressReporter;
import io.greenmim.train.report.SkippedStep;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.RunState;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.step.Trainee;
import io.greenmim.train.testing.ToyTask;
import io.greenmim.train.testing.ToyTask.Batch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells of the steps that it left out. */
class SkippedStepsRecordTest {

  @TempDir Path folder;

  private static final class NoReport implements EpochReport<Batch> {

    @Override
    public void write(long epoch, Trainee<Batch> trainee, ProgressReporter progress) {}

    @Override
    public boolean isWritten(long epoch, long step) {
      return true;
    }
  }

  @Test
  void skippedStepsAreToldAndRecordedAndARunEndsAllTheSame() throws Exception {
    Batch good = ToyTask.squares("v");
    Batch bad = ToyTask.gradientNaN();
    // The first epoch has no step that counts.
    Iterator<Batch> batches = List.of(bad, bad, good, bad, good, good).iterator();
    RunSteps steps = new RunSteps(2, 1, 6);
    RunState start = new RunState(RunState.FORMAT, 0, 6, 7, 1, 2, "hash", 0, SkippedSteps.NONE);
    Placement cpu = Placement.on(Device.cpu());
    StringWriter out = new StringWriter();
    RunRecorder.Run run =
        new RunRecorder.Run(
            "pretrain",
            new RunOrigin(List.of("test"), Map.of(), cpu),
            folder,
            folder,
            steps,
            start,
            new UnreadableImages(),
            "loss");
    UpdateOptions updates = new UpdateOptions(0, 0.9, 0.95, 0, 0);
    try (Trainee<Batch> trainee = Trainee.initial(new ToyTask(), updates, 3, cpu);
        RunRecorder<Batch> recorder =
            new RunRecorder<>(run, new NoReport(), new PrintWriter(out, true))) {
      TrainingLoop.Plan plan = new TrainingLoop.Plan(step -> 0.1, 0, 7, NonFinitePolicy.SKIP);
      RunState end =
          new TrainingLoop<Batch>(plan, steps, new Checkpoint(folder, 0), recorder, () -> false)
              .run(trainee, batches::next, start);
      recorder.end(end);
    }
    Path log = folder.resolve(MetricsLog.NAME);
    assertEquals(
        List.of(1L, 2L, 4L), MetricsLog.readSkipped(log).stream().map(SkippedStep::step).toList());
    assertEquals(
        new SkippedStep(4, 2, "the norm of the gradient is NaN on gradient", 0.1, 3),
        MetricsLog.readSkipped(log).get(2));
    assertEquals(
        List.of(3L, 5L, 6L), MetricsLog.read(log).stream().map(StepMetrics::step).toList());
    assertTrue(
        out.toString()
            .contains("3 of 6 steps skipped, their loss or gradient was not finite: " + log),
        out::toString);
    assertTrue(Files.exists(folder.resolve("loss.png")));
  }
}
