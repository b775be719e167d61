package io.greenmim.cli.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.cli.Screen;
import io.greenmim.train.testing.DrawnClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code classify train} says, and what its run goes on to. */
class ClassifyTrainCommandTest {

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void draw() throws IOException {
    data = folder.resolve("data");
    DrawnClasses.write(data, List.of("flat", "upright"), 10, 1);
  }

  private Screen train(Path output, Object... more) {
    List<String> words =
        new ArrayList<>(
            List.of("classify", "train", "--data", data.toString(), "--image-size", "32"));
    words.addAll(List.of("--model", "swin_nano_patch4_window7_224", "--batch-size", "4"));
    words.addAll(List.of("--loader-threads", "1", "--output", output.toString()));
    for (Object word : more) {
      words.add(word.toString());
    }
    return Screen.ofMain(words.toArray(String[]::new));
  }

  @Test
  void aStoppedRunGoesOnByItsOwnOptionsAndIsPublishedWithItsNames() throws IOException {
    Path straight = folder.resolve("straight");
    Path resumed = folder.resolve("resumed");
    Screen whole = train(straight, "--epochs", 2, "--ema", 0.9, "--mixup", 0.5);
    assertEquals(0, whole.exitCode(), whole.err());
    assertTrue(
        whole
            .out()
            .startsWith(
                "recipe small, as there are fewer than 10000 images: 2 epochs of 16 images of 2"
                    + " classes"),
        whole.out());
    assertTrue(whole.out().contains("best validation: epoch "), whole.out());

    Screen stopped =
        train(resumed, "--epochs", 2, "--ema", 0.9, "--mixup", 0.5, "--time-budget", "0.000001m");
    assertTrue(
        stopped.out().contains("stopped after step 1 of 8; go on with classify train --resume"),
        stopped.out() + stopped.err());
    Screen on = Screen.ofMain("classify", "train", "--resume", "--output", resumed.toString());
    assertEquals(0, on.exitCode(), on.err());
    for (String file : List.of("model.safetensors", "average.safetensors", "synset.txt")) {
      assertArrayEquals(
          Files.readAllBytes(straight.resolve(file)), Files.readAllBytes(resumed.resolve(file)));
    }

    Path zoo = folder.resolve("zoo");
    Screen published =
        Screen.of("publish", straight.toString(), "--zoo", zoo.toString(), "--artifact", "stripes");
    assertEquals(0, published.exitCode(), published.err());
    try (var files = Files.walk(zoo)) {
      Path names = files.filter(file -> file.endsWith("synset.txt")).findFirst().orElseThrow();
      assertEquals(List.of("flat", "upright"), Files.readAllLines(names));
    }
  }

  @Test
  void whatIsWrongIsOneLineThatNamesTheOption() {
    Screen weights = train(folder.resolve("run"), "--class-weights", "1,2,3");
    assertEquals(1, weights.exitCode());
    assertEquals(
        "greenmim: --class-weights: expected a weight for each of the classes [flat, upright],"
            + " got 3",
        weights.err().strip());

    Screen budget = train(folder.resolve("run"), "--time-budget", "soon");
    assertEquals(2, budget.exitCode());
    assertTrue(budget.err().contains("a time such as 90m, 2h or 1h30m, got soon"), budget.err());

    Screen policy = train(folder.resolve("run"), "--rand-augment", "rand-m99-inc1");
    assertTrue(
        policy.err().strip().startsWith("greenmim: --rand-augment: RandAugment: expected a mag"),
        policy.err());
  }
}
