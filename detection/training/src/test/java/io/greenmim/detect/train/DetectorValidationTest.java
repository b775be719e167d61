package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.train.report.ValidationLog;
import io.greenmim.train.report.ValidationScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorValidationTest {

  @TempDir private Path folder;

  @Test
  void aValidationSaysWhatItCouldNotRead() {
    assertEquals(
        "; 1 of 24 images cannot be read, their objects count as missed",
        DetectorValidation.leftOut(1, 24));
    assertEquals("", DetectorValidation.leftOut(0, 24));
  }

  /** A run that began before these images were counted goes on. */
  @Test
  void olderLogsKnowOfNoUnreadableImages() throws IOException {
    Files.writeString(
        folder.resolve(ValidationLog.NAME),
        "{\"epoch\":1,\"step\":10,\"loss\":1.5,\"statistics\":{\"bbox/AP\":0.25}}\n");
    ValidationScore score =
        ValidationLog.open(folder, 10).best(DetectorValidation::precision).orElseThrow();
    assertEquals(0, score.unreadable());
    assertEquals(0.25, DetectorValidation.precision(score));
  }

  @Test
  void aPrecisionThatNothingCanHaveIsADash() {
    assertEquals(
        ", box AP 26.8 AP50 -",
        DetectorValidation.describe(Map.of("bbox/AP", 0.268, "bbox/AP50", -1.0)));
  }
}
