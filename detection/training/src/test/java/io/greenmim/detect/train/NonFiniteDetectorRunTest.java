package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.greenmim.detect.config.MaskHeadConfig;
import io.greenmim.detect.testing.SyntheticDetector;
import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.SkippedSteps;
import io.greenmim.train.task.DivergedException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains a small detector with a rate after whose first step nothing is finite any more. */
class NonFiniteDetectorRunTest {

  private static final double RATE = 1e38;

  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void drawScenes() throws IOException {
    run = folder.resolve("run");
    SceneDataset.write(folder.resolve("train"), folder.resolve("train.json"), 1, 2);
  }

  private String diverges(NonFinitePolicy policy) throws IOException {
    DetectorTraining training =
        DetectorTraining.builder()
            .setData(folder)
            .setOutput(run)
            .optConfig(
                config ->
                    SyntheticDetector.config(
                        config.categories(), false, new MaskHeadConfig(14, 5, false)))
            .optAugmentation(AugmentationName.RESIZE)
            .optShortSides(64)
            .optLongSide(64)
            .optTestShortSide(64)
            .optLearningRate(RATE)
            .optWarmupSteps(0)
            .optClipNorm(1)
            .optEpochs(30)
            .optBatchSize(2)
            .optValidateEvery(0)
            .optPictures(0)
            .optCheckpointSteps(1)
            .optKeep(0)
            .optNonFinite(policy)
            .optLoaderThreads(1)
            .optDevices(Device.cpu())
            .build();
    return assertThrows(DivergedException.class, training::run).getMessage();
  }

  @Test
  void stopEndsTheRunWithTheLastGoodCheckpoint() throws IOException {
    String message = diverges(NonFinitePolicy.STOP);
    assertTrue(message.contains("at step 2 with learning rate"), message);
    assertTrue(message.contains(".png"), message);
    assertTrue(
        message.contains("the last good checkpoint is step 1 in " + run + "; setting 'resume'"),
        message);
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
