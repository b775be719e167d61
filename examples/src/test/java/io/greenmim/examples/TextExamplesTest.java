package io.greenmim.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.config.ImageSize;
import io.greenmim.train.align.AlignTraining;
import io.greenmim.train.scene.SyntheticScenes;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples with images and words. */
class TextExamplesTest {

  private static final String MODEL = "swin_nano_patch4_window7_224";

  @TempDir private static Path folder;

  @BeforeAll
  static void align() throws Exception {
    new SyntheticScenes(1).writeCaptioned(folder.resolve("scenes"), 12);
    AlignTraining.builder()
        .setImages(folder.resolve("scenes"))
        .setCaptions(folder.resolve("scenes/captions.jsonl"))
        .setOutput(folder.resolve("run"))
        .optModel(MODEL)
        .optInit(MODEL)
        .optImageSize(ImageSize.square(64))
        .optEpochs(1)
        .optBatchSize(8)
        .build()
        .run();
  }

  @Test
  void imagesAreFoundByWords() throws Exception {
    String[] words = {
      folder.resolve("run").toString(),
      folder.resolve("scenes").toString(),
      folder.resolve("index").toString(),
      "a",
      "red",
      "ball"
    };
    String printed = Drawn.printed(() -> FindByWords.main(words));
    assertEquals(5, printed.lines().count(), printed);
    assertTrue(printed.lines().allMatch(line -> line.contains("scene-000")), printed);
    assertEquals(printed, Drawn.printed(() -> FindByWords.main(words))); // of what the index has
  }

  @Test
  void sentencesAreChosenAmong() throws Exception {
    String[] words = {
      folder.resolve("run").toString(),
      folder.resolve("scenes/scene-00001.png").toString(),
      "a red ball before clouds",
      "a blue ring before wood"
    };
    String printed = Drawn.printed(() -> ZeroShot.main(words));
    assertTrue(printed.contains("a red ball before clouds"), printed);
    assertTrue(printed.contains("a blue ring before wood"), printed);
  }
}
