package io.greenmim.train.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.grouping.GroupingMode;
import io.greenmim.image.read.ImageLimits;
import io.greenmim.train.config.DataOptions;
import io.greenmim.train.config.FirstWeights;
import io.greenmim.train.config.ModelOptions;
import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.config.OptimiserOptions;
import io.greenmim.train.config.PretrainMethod;
import io.greenmim.train.config.PretrainOptions;
import io.greenmim.train.config.RateSchedule;
import io.greenmim.train.config.RunOptions;
import io.greenmim.train.testing.TinyRuns;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PretrainingTest {

  private static final Path FOLDER = Path.of("photos");

  private static PretrainOptions options(int batch, int accumulate, int epochs, long maxSteps) {
    return new PretrainOptions(
        new ModelOptions(
            PretrainMethod.GREENMIM,
            "swin_nano_patch4_window7_224",
            224,
            0.75,
            0,
            GroupingMode.OPTIMAL,
            FirstWeights.PUBLISHED),
        new DataOptions(FOLDER, batch, accumulate, 1, 0.2, ImageLimits.USUAL),
        new OptimiserOptions(0.1, 0, RateSchedule.COSINE, TinyRuns.UPDATES),
        new RunOptions(FOLDER, epochs, maxSteps, 0.5, 7, 0, 0, 0, NonFinitePolicy.STOP));
  }

  @Test
  void tooFewImagesAreRefused() {
    IllegalArgumentException few =
        assertThrows(
            IllegalArgumentException.class,
            () -> Pretraining.requireEnough(options(2, 2, 3, 0), 1));
    assertEquals(
        "batchSize: expected at most the 1 image(s) found in photos, got 2", few.getMessage());
    Pretraining.requireEnough(options(2, 2, 3, 0), 2);
  }
}
