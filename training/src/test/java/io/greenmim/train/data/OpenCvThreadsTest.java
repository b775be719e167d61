package io.greenmim.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.image.PixelImage;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.Core;

class OpenCvThreadsTest {

  private static final int APPLICATIONS = 3;

  @TempDir private Path folder;

  private int usual;

  @BeforeEach
  void choose() {
    OpenCvLibrary.ensureLoaded();
    usual = Core.getNumThreads();
    Core.setNumThreads(APPLICATIONS);
  }

  @AfterEach
  void putBack() {
    Core.setNumThreads(usual);
  }

  /** A guest that decodes an image leaves the application's own use of OpenCV as it was. */
  @Test
  void readingLeavesTheApplicationsThreads() throws Exception {
    Path file = folder.resolve("image.jpg");
    ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
    PixelImage image = new ImageDecoder().decode(file, 3, 8);
    assertEquals(64 / 4, image.width());
    assertEquals(APPLICATIONS, Core.getNumThreads());
  }

  @Test
  void theLastOfSeveralReadersPutsThemBack() {
    try (OpenCvThreads first = OpenCvThreads.one()) {
      assertEquals(1, Core.getNumThreads());
      try (OpenCvThreads second = OpenCvThreads.one()) {
        assertEquals(1, Core.getNumThreads());
      }
      assertEquals(1, Core.getNumThreads());
    }
    assertEquals(APPLICATIONS, Core.getNumThreads());
  }
}
