package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.evaluate.ComparedShape;
import io.greenmim.detect.evaluate.EvaluationReport;
import io.greenmim.detect.evaluate.Statistic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorReportTest {

  @TempDir private Path folder;

  @Test
  void aValidationSaysWhatItCouldNotRead() {
    assertEquals(
        "; 1 of 24 images cannot be read, their objects count as missed",
        DetectorReport.leftOut(1, 24));
    assertEquals("", DetectorReport.leftOut(0, 24));
  }

  /** A run that began before these images were counted goes on. */
  @Test
  void olderLogsKnowOfNoUnreadableImages() throws IOException {
    Files.writeString(
        folder.resolve(ValidationLog.NAME),
        "{\"epoch\":1,\"step\":10,\"loss\":1.5,\"statistics\":{\"bbox/AP\":0.25}}\n");
    ValidationScore score = ValidationLog.open(folder, 10).best().orElseThrow();
    assertEquals(0, score.unreadable());
    assertEquals(0.25, score.merit());
  }

  @Test
  void saysWhoseNumbersTheyAre() {
    ValidationScore score =
        new ValidationScore(3, 9, ValidationScore.AVERAGE, "bf16", 0, 0.25, Map.of());
    Statistic[] statistics = new Statistic[2];
    for (int i = 0; i < statistics.length; i++) {
      statistics[i] =
          new Statistic(
              i == 0 ? "AP" : "AP50", Statistic.Kind.PRECISION, .5, .95, "all", 100, .268 - i);
    }
    EvaluationReport report = new EvaluationReport("bbox", List.of(statistics), List.of());

    assertEquals(
        "validation after epoch 3 (average weights, bf16): loss 0.2500, box AP 26.8 AP50 -",
        DetectorReport.line(score, Map.of(ComparedShape.BOX, report)));
  }
}
