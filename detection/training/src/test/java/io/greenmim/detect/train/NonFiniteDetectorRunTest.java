package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.detect.config.InputSize;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.ops.Precision;
import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.config.RunSettings;
import io.greenmim.train.config.UpdateOptions;
import io.greenmim.train.device.Placement;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.task.DivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains a small detector with a rate after whose first step nothing is finite any more. */
class NonFiniteDetectorRunTest {

  private static final double RATE = 1e38;

  @TempDir private Path folder;
  private Path run;
  private TrainingData scenes;

  @BeforeEach
  void drawScenes() throws IOException {
    run = folder.resolve("run");
    SceneDataset.write(folder.resolve("train"), folder.resolve("train.json"), 1, 2);
    scenes =
        TrainingData.read(DataFolder.find(folder), 0, new PrintWriter(Writer.nullWriter(), true));
  }

  private String diverges(NonFinitePolicy policy) throws IOException {
    InputSize size = new InputSize(64, 64);
    DetectorOptions options =
        new DetectorOptions(
            SyntheticDetector.config(
                scenes.train().categories(), false, new MaskHeadConfig(14, 5, false)),
            0,
            new DetectorOptions.Input(
                AugmentationName.RESIZE, List.of(64), 64, size, ImageLimits.USUAL, false, 0),
            new DetectorOptions.Rate(RATE, ScheduleName.X3, 0),
            new UpdateOptions(0.05, 0.9, 0.999, 1, 0, 1),
            new DetectorOptions.Course(30, 2, 0, 0),
            RunSettings.in(
                run,
                Map.of("checkpointSteps", 1, "keep", 0, "nonFinite", policy, "loaderThreads", 1)));
    DetectorTraining training =
        new DetectorTraining(
            options,
            scenes,
            new Placement(List.of(Device.cpu()), Precision.FP32, false),
            Optional.empty(),
            List.of("test"),
            List.of());
    return assertThrows(DivergedException.class, training::run).getMessage();
  }

  @Test
  void stopEndsTheRunWithTheLastGoodCheckpoint() throws IOException {
    String message = diverges(NonFinitePolicy.STOP);
    assertTrue(message.contains("at step 2 with learning rate"), message);
    assertTrue(message.contains(".png"), message);
    assertTrue(
        message.contains("the last good checkpoint is step 1 in " + run + "; --resume"), message);
    assertEquals(1, new Checkpoint(run, 0).readState().step());
  }

  @Test
  void skipRecordsTheStepsAndHasAnEnd() throws IOException {
    String message = diverges(NonFinitePolicy.SKIP);
    assertTrue(message.contains("11 steps skipped, 11 of them in a row"), message);
    assertEquals(10, MetricsLog.readSkipped(run.resolve(MetricsLog.NAME)).size());
    assertEquals(new SkippedSteps(10, 10), new Checkpoint(run, 0).readState().skipped());
  }
}
