package io.greenmim.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.cli.Screen;
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
            "--output",
            folder.resolve("run"));
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().contains("9 images to train on, 3 held out"), screen.out());
    assertTrue(screen.out().contains("sentences of images"), screen.out());
    for (String file : List.of("config.json", "model.safetensors", "text.onnx", "tokenizer.json")) {
      assertTrue(Files.isRegularFile(folder.resolve("run").resolve(file)), file);
      assertTrue(Files.isRegularFile(folder.resolve("run/best").resolve(file)), file);
    }
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
