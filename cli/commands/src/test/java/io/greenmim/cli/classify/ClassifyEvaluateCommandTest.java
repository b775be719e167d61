package io.greenmim.cli.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.greenmim.cli.Screen;
import io.greenmim.tensors.MemoryTensor;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.train.testing.ColourClasses;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classify evaluate} and {@code classify predict}, on a probe of drawn colours. */
class ClassifyEvaluateCommandTest {

  @TempDir private static Path shared;
  private static Path classifier;

  @TempDir private Path folder;
  private Path data;

  @BeforeAll
  static void train() throws IOException {
    Path bare = TinyModelFolder.bare(shared.resolve("bare"), 1);
    Path images = ColourClasses.write(shared.resolve("images"), 8, 2);
    classifier = shared.resolve("classifier");
    Screen probe =
        Screen.of(
            "probe",
            "--model=" + bare,
            "--data=" + images,
            "--device=cpu",
            "--epochs=20",
            "--optimizer=adamw",
            "--output=" + classifier);
    assertEquals(0, probe.exitCode(), probe.err());
  }

  @BeforeEach
  void draw() throws IOException {
    data = ColourClasses.write(folder.resolve("data"), 1, 4);
  }

  private Screen evaluate(String... more) {
    return run("evaluate", more);
  }

  private Screen predict(String... more) {
    return run("predict", more);
  }

  private static Screen run(String command, String... more) {
    List<String> words = new ArrayList<>(List.of("classify", command, "--device=cpu"));
    words.add("--model=" + classifier);
    words.addAll(List.of(more));
    return Screen.ofMain(words.toArray(String[]::new));
  }

  private static void delete(Path whole) throws IOException {
    try (Stream<Path> files = Files.walk(whole)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void scoresAreToldAndWritten() throws IOException {
    Path output = folder.resolve("scores");
    Screen screen = evaluate("--data=" + data, "--output=" + output);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(
        screen
            .out()
            .startsWith(
                "images of %s/val%nweights of %s%n12 images, 3 classes, loss "
                    .formatted(data, classifier)),
        screen.out());
    assertTrue(screen.out().contains("\ntop-1 100.0 % (75.8 to 100.0)\n"), screen.out());
    Map<String, Object> values = ConfigFile.readMap(output.resolve("scores.json"));
    assertEquals(12L, values.get("images"));
    List<String> lines = Files.readAllLines(output.resolve("predictions.csv"));
    assertEquals("image,class,predicted,probability", lines.get(0));
    assertEquals(13, lines.size());
    assertTrue(lines.get(1).startsWith("blue/1000.png,blue,blue,0."), lines.get(1));
    for (String file : List.of("classes.csv", "confusion.csv", "confusion.png")) {
      assertTrue(Files.exists(output.resolve(file)), file);
    }
    assertFalse(Files.exists(output.resolve("unreadable.txt")));
  }

  @Test
  void severalPredictorsScoreTheSame() {
    Screen alone = evaluate("--data=" + data, "--batch-size=3");
    assertEquals(0, alone.exitCode(), alone.err());
    Screen several = evaluate("--data=" + data, "--batch-size=3", "--predictors=2");
    assertEquals(alone.out(), several.out());
    Screen none = evaluate("--data=" + data, "--predictors=0");
    assertEquals(1, none.exitCode());
    assertEquals("greenmim: --predictors: expected at least 1, got 0", none.err().strip());
  }

  @Test
  void fewerClassesAreMatchedByTheirNames() throws IOException {
    delete(data.resolve("val/blue"));
    Screen screen = evaluate("--data=" + data);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().contains("8 images, 3 classes, loss "), screen.out());
    assertTrue(screen.out().contains("\ntop-1 100.0 % (67.6 to 100.0)\n"), screen.out());
  }

  @Test
  void listsAreJudgedWhole() throws IOException {
    Path list = folder.resolve("list.csv");
    Files.writeString(
        list, "\ufefffile;label\r\nval\\red\\1000.png;red\r\nval/green/1000.png;red\r\n");
    Screen screen = evaluate("--labels=" + list, "--data=" + data);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().contains("top-1 50.0 % (9.5 to 90.5)"), screen.out());
    assertTrue(screen.out().contains("1 of 2 images of red for green"), screen.out());
  }

  /** As a run of --ema with frozen stages leaves it: of the head alone, here all zeros. */
  @Test
  void theAverageOfARunIsJudged() throws IOException {
    Screen none = evaluate("--data=" + data, "--weights=average");
    assertEquals(
        "greenmim: %s/average.safetensors: expected averaged weights, found none; the run keeps"
                .formatted(classifier)
            + " some with --ema",
        none.err().strip());
    Path run = folder.resolve("run");
    Files.createDirectories(run);
    for (String name : List.of("config.json", "model.safetensors", "synset.txt")) {
      Files.copy(classifier.resolve(name), run.resolve(name));
    }
    Files.writeString(run.resolve("state.json"), "{}");
    Map<String, StoredTensor> head = new TreeMap<>();
    WeightsFile.open(run)
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("head.")) {
                float[] zeros = new float[Math.toIntExact(tensor.elements())];
                head.put(name, MemoryTensor.of(zeros, tensor.shape()));
              }
            });
    SafeTensorsWriter.write(run.resolve("average.safetensors"), head, Map.of());
    Screen screen =
        Screen.ofMain(
            "classify",
            "evaluate",
            "--device=cpu",
            "--model=" + run,
            "--data=" + data,
            "--weights=average");
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.out().contains("\naverage weights of " + run), screen.out());
    assertTrue(screen.out().contains("12 images, 3 classes, loss 1.0986"), screen.out());
    Screen last =
        Screen.ofMain(
            "classify",
            "evaluate",
            "--device=cpu",
            "--model=" + run,
            "--data=" + data,
            "--weights=last");
    assertTrue(last.out().contains("top-1 100.0 %"), last.out());
  }

  @Test
  void unknownClassesAreOneLine() throws IOException {
    Files.move(data.resolve("val/red"), data.resolve("val/rad"));
    Screen screen = evaluate("--data=" + data);
    assertEquals(1, screen.exitCode());
    assertEquals(
        "greenmim: %s/val: expected classes of %s, got 1 that it lacks: rad; near ones: red, blue,"
                .formatted(data, classifier)
            + " green",
        screen.err().strip());
  }

  @Test
  void unreadableImagesAreNamedAndTheOthersJudged() throws IOException {
    Files.writeString(data.resolve("val/red/broken.jpg"), "no image");
    Path output = folder.resolve("scores");
    Screen screen = evaluate("--data=" + data, "--output=" + output);
    assertEquals(0, screen.exitCode(), screen.err());
    assertTrue(screen.err().contains("skipped " + data + "/val/red/broken.jpg: "), screen.err());
    assertTrue(
        screen.out().contains("1 of 13 images cannot be read, the scores are of the others"),
        screen.out());
    assertTrue(Files.readString(output.resolve("unreadable.txt")).contains("broken.jpg\t"));
  }

  @Test
  void whatIsWrongIsOneLine() throws IOException {
    assertEquals(
        "greenmim: --data: expected a folder of class folders, or --labels, got neither",
        evaluate().err().strip());
    Path bare = shared.resolve("bare");
    Screen encoder =
        Screen.ofMain("classify", "evaluate", "--model=" + bare, "--data=" + data, "--device=cpu");
    assertEquals(1, encoder.exitCode());
    assertEquals(1, encoder.err().lines().count(), encoder.err());
    assertTrue(encoder.err().contains("expected a classifier, got"), encoder.err());
    Screen best = evaluate("--data=" + data, "--weights=best");
    assertEquals(
        "greenmim: --weights: expected the best weights of a run in %s/best, found none"
            .formatted(classifier),
        best.err().strip());
  }

  @Test
  void predictWritesTheLikeliestClasses() throws IOException {
    Path csv = folder.resolve("found.csv");
    Screen screen = predict("--images=" + data.resolve("val"), "--output=" + csv, "--top-k=2");
    assertEquals(0, screen.exitCode(), screen.err());
    List<String> lines = Files.readAllLines(csv);
    assertEquals("image,class_1,probability_1,class_2,probability_2", lines.get(0));
    assertEquals(13, lines.size());
    assertTrue(lines.get(5).matches("green/1000\\.png,green,0\\.\\d+,(red|blue),0\\.\\d+"));
    assertEquals(
        "classes of 12 images in %s by the weights of %s, 0 images skipped%n"
            .formatted(csv, classifier),
        screen.out());

    Path json = folder.resolve("found.jsonl");
    predict("--images=" + data.resolve("val"), "--output=" + json, "--top-k=9");
    String first = Files.readAllLines(json).get(0);
    assertTrue(
        first.startsWith("{\"image\":\"blue/1000.png\",\"classes\":[{\"class\":\"blue\",\"prob"),
        first);
    assertEquals(3, first.split("\"class\"", -1).length - 1);
  }

  @Test
  void predictTellsOneImageOnTheScreenAndNamesUnreadableOnes() throws IOException {
    Screen one = predict("--images=" + data.resolve("val/red/1000.png"), "--top-k=1");
    assertEquals(0, one.exitCode(), one.err());
    assertTrue(one.out().matches("1000\\.png: red \\d+\\.\\d %\n"), one.out());

    Path broken = data.resolve("val/red/broken.jpg");
    Files.writeString(broken, "no image");
    Path csv = folder.resolve("found.csv");
    Screen screen = predict("--images=" + data.resolve("val"), "--output=" + csv);
    assertEquals(1, screen.exitCode());
    assertTrue(screen.err().contains("skipped red/broken.jpg: "), screen.err());
    assertTrue(Files.exists(folder.resolve("found.csv.unreadable.txt")));
    assertEquals(13, Files.readAllLines(csv).size());
  }

  @Test
  void wrongOptionsAreUsage() {
    assertEquals(2, predict("--images=" + data, "--top-k=0").exitCode());
    assertEquals(2, predict("--images=" + data, "--output=found.txt").exitCode());
    Screen none = predict("--images=" + data.resolve("none"));
    assertEquals(1, none.exitCode());
    assertEquals(1, none.err().lines().count(), none.err());
  }
}
