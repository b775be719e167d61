package io.greenmim.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.cli.Screen;
import io.greenmim.train.scene.SyntheticScenes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code data scenes} draws, what {@code align} says of it, and what it refuses. */
class AlignCommandTest {

  private static final String MODEL = "swin_nano_patch4_window7_224";

  @TempDir private Path folder;

  private Screen align(Object... more) {
    List<String> words = new ArrayList<>(List.of("align"));
    for (Object word : more) {
      words.add(word.toString());
    }
    return Screen.ofMain(words.toArray(String[]::new));
  }

  @Test
  void drawnScenesAreAligned() throws Exception {
    Path scenes = folder.resolve("scenes");
    Screen drawn = Screen.ofMain("data", "scenes", "--count=12", "--output=" + scenes);
    assertEquals(0, drawn.exitCode(), drawn.err());
    Path captions = scenes.resolve("captions.jsonl");
    List<String> lines = Files.readAllLines(captions);
    assertEquals(12, lines.stream().distinct().count());
    assertTrue(
        lines.get(0).matches("\\{\"file\": \"scene-00001.png\", \"caption\": \".* before .*\"}"));
    assertEquals(1, Screen.ofMain("data", "scenes", "--output=" + scenes).exitCode());
    Path kinds = scenes.resolve("kinds.csv");
    assertTrue(Files.readAllLines(kinds).get(1).matches("scene-\\d{5}.png,[a-z]+"));

    Screen screen =
        align(
            "--images",
            scenes,
            "--captions",
            captions,
            "--init",
            MODEL,
            "--model",
            MODEL,
            "--image-size",
            64,
            "--epochs",
            1,
            "--batch-size",
            8,
            "--val-share",
            0.25,
            "--zero-shot",
            kinds,
            "--prompt",
            "a {}",
            "--output",
            folder.resolve("run"));
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().contains("9 images to train on, 3 held out"), screen.out());
    assertTrue(screen.out().contains("sentences of images"), screen.out());
    for (String file : List.of("config.json", "model.safetensors", "text.onnx", "tokenizer.json")) {
      assertTrue(Files.isRegularFile(folder.resolve("run").resolve(file)), file);
      assertTrue(Files.isRegularFile(folder.resolve("run/best").resolve(file)), file);
    }
    assertTrue(screen.out().contains("by names alone: 'a {}'"), screen.out());

    String run = folder.resolve("run").toString();
    Screen evaluated =
        Screen.ofMain(
            "classify",
            "evaluate",
            "--model",
            run,
            "--labels",
            kinds.toString(),
            "--prompt",
            "a {}");
    assertEquals(0, evaluated.exitCode(), evaluated.err());
    assertTrue(evaluated.out().contains("best weights of " + run), evaluated.out());
    assertTrue(evaluated.out().contains("top-1 "), evaluated.out());
    Screen predicted =
        Screen.ofMain(
            "classify",
            "predict",
            "--model",
            run,
            "--images",
            scenes.resolve("scene-00001.png").toString(),
            "--classes",
            "red ball,blue cone,green cube",
            "--prompt",
            "a {} before wood|a {} before clouds",
            "--top-k",
            "2");
    assertEquals(0, predicted.exitCode(), predicted.err());
    assertTrue(
        predicted
            .out()
            .strip()
            .matches(
                "scene-00001.png: (red|blue|green) [a-z]+ .* %, (red|blue|green) [a-z]+ [^,]* %"),
        predicted.out());
  }

  @Test
  void namesAloneAreForModelsThatKnowSentences() throws Exception {
    new SyntheticScenes(0).writeTo(folder, 1);
    Screen screen =
        Screen.ofMain(
            "classify",
            "predict",
            "--model",
            MODEL,
            "--images",
            folder.toString(),
            "--classes",
            "cat,dog");
    assertEquals(1, screen.exitCode());
    assertTrue(
        screen
            .err()
            .contains("classes: expected a model that was aligned with sentences, got another one"),
        screen.err());
  }

  @Test
  void whatIsMissingIsOneLine() {
    Screen screen =
        align("--images", folder, "--captions", folder.resolve("none.csv"), "--init", MODEL);
    assertEquals(1, screen.exitCode());
    assertEquals(
        "greenmim: "
            + folder.resolve("none.csv")
            + ": expected a list of files and captions, got none: it does not exist",
        screen.err().strip());
  }
}
