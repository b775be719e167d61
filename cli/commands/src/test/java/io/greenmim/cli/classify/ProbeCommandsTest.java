package io.greenmim.cli.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.cli.Screen;
import io.greenmim.train.testing.ColourClasses;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code knn} and {@code probe} on drawn images. */
class ProbeCommandsTest {

  @TempDir private Path folder;
  private Path model;
  private Path images;

  @BeforeEach
  void write() throws IOException {
    model = TinyModelFolder.bare(folder.resolve("model"), 1);
    images = ColourClasses.write(folder.resolve("images"), 8, 4);
  }

  private Screen run(String command, String... more) {
    List<String> words =
        new ArrayList<>(List.of(command, "--model=" + model, "--data=" + images, "--device=cpu"));
    words.addAll(List.of(more));
    return Screen.of(words.toArray(String[]::new));
  }

  @Test
  void knnTellsSharesBesideChanceAndWritesThem() throws IOException {
    Path json = folder.resolve("knn.json");
    Screen screen = run("knn", "--k=3", "--json=" + json);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(
        screen
            .out()
            .matches(
                "(?s)36 features in [0-9.]+ s, [0-9]+ images/s\n"
                    + ".* \\(tiny_test\\) at 64 x 64 pixels: 24 images of 3 classes to learn from,"
                    + " 12 to judge by, features of 64 numbers\n"
                    + "nearest neighbours \\(k 3, temperature 0.07\\): top-1 .* % \\(.* to .*\\)\n"
                    + "always the most frequent: top-1 33.3 %\n"),
        screen.out());
    Map<String, Object> values = ConfigFile.readMap(json);
    assertEquals(12L, values.get("validationImages"));
    assertTrue(values.get("top1") instanceof Map<?, ?> share && share.containsKey("low"));
  }

  /** In other batches than the usual ones, so that there are passes for both. */
  @Test
  void severalPredictorsFindTheSame() {
    String alone = result(run("knn", "--batch-size=4"));
    assertEquals(alone, result(run("knn", "--batch-size=4", "--predictors=2")));
    for (String command : List.of("knn", "probe")) {
      Screen none = run(command, "--predictors=0");
      assertEquals(1, none.exitCode());
      assertEquals("greenmim: --predictors: expected at least 1, got 0", none.err().strip());
    }
  }

  /** What is told but for the time that it took. */
  private static String result(Screen screen) {
    assertEquals(0, screen.exitCode(), screen.err());
    return screen.out().replaceFirst("in [0-9.]+ s, [0-9]+ images/s", "");
  }

  @Test
  void probeWritesAClassifier() throws IOException {
    Path output = folder.resolve("classifier");
    Screen screen = run("probe", "--epochs=10", "--optimizer=adamw", "--output=" + output);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(
        screen.out().contains("base rates tried on a fifth of the images to learn from: 0.0003: "),
        screen.out());
    assertTrue(screen.out().endsWith("classifier in " + output + "\n"), screen.out());
    assertEquals(ColourClasses.NAMES, Files.readAllLines(output.resolve("synset.txt")));
    assertTrue(Files.exists(output.resolve("probe.json")));
    // It is a model for everything that takes one, and nothing is written over it.
    model = output;
    assertEquals(0, run("knn").exitCode());
    Screen again = run("probe", "--output=" + output);
    assertEquals(1, again.exitCode());
    assertEquals(
        "greenmim: --output: expected a folder that is empty or not there, got " + output,
        again.err().strip());
  }

  @Test
  void wrongWordsAreOneLineThatNamesTheOption() {
    assertRefused("--k: expected at least 1, got 0", run("knn", "--k=0"));
    assertRefused(
        "--temperature: expected a positive number, got 0.0", run("knn", "--temperature=0"));
    assertRefused("--epochs: expected at least 1, got 0", run("probe", "--epochs=0"));
    assertRefused("--base-lr: expected a positive number, got -1.0", run("probe", "--base-lr=-1"));
    assertRefused(
        "--val-share: expected none with a folder %s, got 0.5".formatted(images.resolve("val")),
        run("knn", "--val-share=0.5"));
    assertFalse(Files.exists(folder.resolve("classifier")));
  }

  private static void assertRefused(String message, Screen screen) {
    assertEquals("greenmim: " + message, screen.err().strip());
    assertTrue(screen.exitCode() > 0);
  }
}
