package io.greenmim.detect.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
