package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.train.config.NonFinitePolicy;
import io.greenmim.train.report.MetricsLog;
import io.greenmim.train.report.SkippedStep;
import io.greenmim.train.state.Checkpoint;
import io.greenmim.train.state.SkippedSteps;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs with a learning rate after whose first step nothing is finite any more. */
class NonFiniteRunTest {

  private static final int SIDE = 64;

  @TempDir Path folder;
  private Path data;
  private Path run;

  @BeforeEach
  void drawImages() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    run = folder.resolve("run");
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 2; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < SIDE * SIDE; p++) {
        image.setRGB(p % SIDE, p / SIDE, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", data.resolve(i + ".png").toFile());
    }
  }

  private String fails(String policy) {
    StringWriter err = new StringWriter();
    CommandLine line = GreenMim.commandLine();
    line.setOut(new PrintWriter(new StringWriter(), true)).setErr(new PrintWriter(err, true));
    int code =
        GreenMim.execute(
            line,
            "pretrain",
            "--data=" + data,
            "--model=swin_nano_patch4_window7_224",
            "--image-size=64",
            "--batch-size=2",
            "--epochs=30",
            "--warmup-epochs=0",
            "--device=cpu",
            "--base-lr=1e38",
            "--checkpoint-steps=1",
            "--pictures=0",
            "--non-finite=" + policy,
            "--output=" + run);
    assertEquals(1, code, err::toString);
    return err.toString();
  }

  @Test
  void stopEndsTheRunWithTheLastGoodCheckpoint() throws IOException {
    String message = fails("stop");
    assertTrue(message.contains("at step 2 with learning rate"), message);
    assertTrue(message.contains("the last good checkpoint is step 1 in " + run), message);
    assertEquals(1, new Checkpoint(run, 0).readState().step());
    assertEquals(1, MetricsLog.read(run.resolve(MetricsLog.NAME)).size());
  }

  @Test
  void skipRecordsTheStepsAndHasAnEnd() throws IOException {
    String message = fails("skip");
    assertTrue(message.contains("at step 12 with learning rate"), message);
    assertTrue(message.contains("11 steps skipped, 11 of them in a row"), message);
    List<SkippedStep> skipped = MetricsLog.readSkipped(run.resolve(MetricsLog.NAME));
    assertEquals(NonFinitePolicy.MOST_IN_A_ROW, skipped.size());
    assertEquals(2, skipped.get(0).step());
    assertTrue(skipped.get(0).reason().startsWith("the loss is "), skipped.get(0).reason());
    assertEquals(new SkippedSteps(10, 10), new Checkpoint(run, 0).readState().skipped());
    assertTrue(Files.readString(run.resolve("options.json")).contains("\"non-finite\": \"SKIP\""));
  }
}
