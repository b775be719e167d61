package io.greenmim.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that load a model. */
class ServingExamplesTest {

  @TempDir private Path folder;

  @Test
  void aFeatureIsPrinted() throws Exception {
    String image = Drawn.picture(folder.resolve("image.png"), 1).toString();
    String address = "greenmim://swin_nano_patch4_window7_224";
    String printed = Drawn.printed(() -> FeatureExample.main(new String[] {address, image}));
    assertTrue(printed.startsWith("256 ["), printed);
  }

  @Test
  void objectsArePrinted() throws Exception {
    String image = Drawn.picture(folder.resolve("image.png"), 2).toString();
    String[] words = {"greenmim://mask_rcnn_swin_nano?shortEdge=64", image};
    String printed = Drawn.printed(() -> DetectionExample.main(words));
    assertTrue(printed.matches("\\d+ objects, \\d+ masks\\s*"), printed);
  }
}
