package io.greenmim.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
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

  @Test
  void photographsAreSortedByTheWeightsInTheJar() throws Exception {
    String first = Drawn.picture(folder.resolve("first.png"), 1).toString();
    String second = Drawn.picture(folder.resolve("second.png"), 2).toString();
    String third = Drawn.picture(folder.resolve("third.png"), 3).toString();
    String[] words = {"twins_svt_nano", first, second, third};
    String printed = Drawn.printed(() -> NearestPhotographs.main(words));
    assertTrue(
        printed.matches("(?s)twins_svt_nano, pretrained=true\\s+(second|third)\\.png\\s+.*png\\s*"),
        printed);
  }

  @Test
  void aPhotographIsReconstructedByTheDecoderInTheJar() throws Exception {
    String image = Drawn.picture(folder.resolve("image.png"), 1).toString();
    Path picture = folder.resolve("picture.png");
    String[] words = {"twins_svt_nano", image, picture.toString()};
    String printed = Drawn.printed(() -> ReconstructPhotograph.main(words));
    assertTrue(printed.startsWith("224 x 224 pixels"), printed);
    assertTrue(Files.size(picture) > 0);
  }
}
