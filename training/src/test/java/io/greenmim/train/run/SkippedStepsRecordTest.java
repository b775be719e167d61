package io.greenmim.train.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.SkippedStep;
import io.greenmim.train.report.StepMetrics;
import io.greenmim.train.testing.ToyTask;
import io.greenmim.train.testing.ToyTask.Batch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells of the steps that it left out. */
class SkippedStepsRecordTest {

  @TempDir Path folder;

  @Test
  void skippedStepsAreToldAndRecordedAndARunEndsAllTheSame() throws Exception {
    Batch good = ToyTask.squares("v");
    Batch bad = ToyTask.gradientNaN();
    // The first epoch has no step that counts.
    List<Batch> batches = List.of(bad, bad, good, bad, good, good);
    StringWriter out = new StringWriter();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    RunEnd end =
        Run.builder(new ToyTask(), ToyTask.data(2, batches))
            .setSettings(RunSettings.in(folder, Map.of("nonFinite", NonFinitePolicy.SKIP)))
            .setEpochs(3)
            .setSchedule(steps -> step -> 0.1)
            .optUpdate(new UpdateOptions(0, 0.9, 0.95, 0, 0, 1))
            .optPlacement(Placement.on(Device.cpu()))
            .addHook(new ConsoleHook(new PrintWriter(out, true), new PrintStream(err, true, UTF_8)))
            .build()
            .run();
    assertTrue(end.finished());
    assertTrue(err.toString(UTF_8).contains("epoch 1: no step with a finite loss"), err::toString);
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
