package io.greenmim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.text.MiniLm;
import io.greenmim.text.align.AlignedConfig;
import io.greenmim.text.align.AlignedFolder;
import io.greenmim.text.align.AlignedModel;
import io.greenmim.train.testing.TinyModelFolder;
import io.greenmim.train.testing.TinyRuns;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandsTest {

  @TempDir private Path folder;
  private Path photos;
  private Path model;
  private Path index;

  @BeforeEach
  void draw() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < 8; i++) {
      Path within = Files.createDirectories(photos.resolve(i < 4 ? "a" : "b"));
      TinyModelFolder.image(within.resolve(i + ".png"), 40, 40, i);
    }
    model = TinyModelFolder.bare(folder.resolve("model"), 1);
    index = folder.resolve("index");
  }

  private Screen search(String command, String... more) {
    List<String> words = new ArrayList<>(List.of("search", command, "--index=" + index));
    words.addAll(Arrays.asList(more));
    return Screen.of(words.toArray(String[]::new));
  }

  private Screen index(Path chosen) {
    return search("index", "--images=" + photos, "--model=" + chosen, "--device=cpu");
  }

  private static String right(Screen screen) {
    assertEquals(0, screen.exitCode(), screen.err());
    return screen.out();
  }

  private static void refused(Screen screen, String... parts) {
    assertEquals(1, screen.exitCode(), screen.out());
    List<String> lines =
        screen.err().lines().filter(line -> line.startsWith("greenmim: ")).toList();
    String last = lines.get(lines.size() - 1);
    assertEquals(last, screen.err().lines().reduce((a, b) -> b).orElseThrow(), screen.err());
    for (String part : parts) {
      assertTrue(last.contains(part), last);
    }
  }

  @Test
  void imagesAreFoundByExample() throws Exception {
    Files.writeString(photos.resolve("broken.png"), "no image");
    Screen indexed = index(model);
    assertTrue(right(indexed).contains("8 images, 8 of them new"), indexed.out());
    assertTrue(indexed.err().contains("skipped broken.png"), indexed.err());
    Path sheet = folder.resolve("sheet.png");
    Path json = folder.resolve("found.json");
    String image = "--image=" + photos.resolve("b/5.png");
    Screen found = search("query", image, "--top=3", "--sheet=" + sheet, "--json=" + json);
    List<String> lines = right(found).lines().toList();
    assertEquals(3, lines.size(), found.out());
    assertEquals("1.000  b/5.png", lines.get(0));
    assertNotNull(ImageIO.read(sheet.toFile()));
    assertTrue(Files.readString(json).contains("\"b/5.png\""));
    List<String> within = right(search("query", image, "--folder=a")).lines().toList();
    assertEquals(4, within.size());
    assertTrue(within.stream().allMatch(line -> line.contains("  a/")), within::toString);
    refused(search("query", image, "--folder=c"), "--folder: expected", "'c'");
    refused(search("query", "--image=" + photos.resolve("broken.png")), "broken.png");
    refused(search("query", image, "--top=0"), "--top: expected at least 1");
    refused(search("query", image, "--sheet=" + folder), "--sheet: expected a file");
  }

  @Test
  void theIndexFollowsItsFolder() throws Exception {
    right(index(model));
    Files.copy(photos.resolve("a/1.png"), photos.resolve("b/copy.png"));
    Files.delete(photos.resolve("a/0.png"));
    TinyModelFolder.image(photos.resolve("a/2.png"), 44, 44, 99);
    Files.writeString(photos.resolve("broken.png"), "no image"); // new ones may all be unreadable
    Screen again = index(model);
    assertTrue(right(again).contains("2 of them new or changed (1 changed), 1 gone, 1 skipped"));
    String none = right(index(model));
    assertTrue(none.contains("8 images, 0 of them new or changed (0 changed), 0 gone"), none);
    Path sheet = folder.resolve("copies.png");
    String alike = right(search("duplicates", "--threshold=1", "--sheet=" + sheet));
    assertTrue(alike.startsWith("same bytes" + System.lineSeparator() + "  a/1.png"), alike);
    assertTrue(alike.contains("1 groups of 2 images among 8"), alike);
    assertNotNull(ImageIO.read(sheet.toFile()));
  }

  @Test
  void whatDoesNotFitTheIndexIsOneLine() throws Exception {
    String image = "--image=" + photos.resolve("b/5.png");
    refused(search("query", image), "index " + index, "found none");
    right(index(model));
    Path other = TinyModelFolder.bare(folder.resolve("other"), 2);
    refused(index(other), "--model: expected " + model, "got " + other);
    refused(search("query", image, "--model=" + other), "--model: expected " + model);
    refused(search("query", "--text=a cone"), "--text: expected an index", "got that of " + model);
    Path moved = Files.move(model, folder.resolve("moved"));
    refused(search("query", image), model.toString());
    right(search("query", image, "--model=" + moved));
    refused(search("duplicates", "--threshold=2"), "--threshold: expected a number from -1 to 1");
    refused(
        search("index", "--images=" + photos.resolve("a/1.png"), "--model=" + moved),
        "--images: expected a folder");
    Path letter = Files.writeString(photos.resolve("letter.txt"), "dear");
    refused(
        Screen.of("search", "index", "--index=" + photos, "--images=" + photos, "--model=" + moved),
        "found a in it");
    assertEquals("dear", Files.readString(letter));
  }

  /** A model of images and sentences that nobody trained. */
  private Path aligned(long seed) throws IOException {
    Path to = folder.resolve("aligned" + seed);
    MiniLm.copyTo(to);
    AlignedConfig config =
        new AlignedConfig(
            AlignedConfig.FORMAT,
            TinyRuns.MODEL.variant(),
            TinyRuns.MODEL.encoder(),
            null,
            16,
            2,
            MiniLm.CONFIG);
    AlignedModel block = new AlignedModel(config, null);
    try (NDManager manager = NDManager.newBaseManager()) {
      StateDict.of(block).initialise(manager, AlignedFolder.inputShape(config), seed);
      AlignedFolder.save(to, block, to);
    }
    return to;
  }

  private static <I> float[] vector(String chosen, Class<I> type, I input) throws Exception {
    Criteria<I, float[]> criteria =
        Criteria.builder().setTypes(type, float[].class).optModelUrls(chosen).build();
    try (ZooModel<I, float[]> loaded = criteria.loadModel();
        Predictor<I, float[]> predictor = loaded.newPredictor()) {
      return predictor.predict(input);
    }
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  @Test
  void wordsFindImagesWhereTheModelKnowsThem() throws Exception {
    String words = "a red cone before clouds";
    Path chosen = aligned(1);
    Screen indexed = index(chosen);
    assertTrue(right(indexed).contains("8 images, 8 of them new"), indexed.out());
    assertFalse(indexed.err().contains("random"), indexed.err());
    Path sheet = folder.resolve("sheet.png");
    Path json = folder.resolve("found.json");
    List<String> lines =
        right(search("query", "--text=" + words, "--sheet=" + sheet, "--json=" + json))
            .lines()
            .toList();
    assertEquals(8, lines.size(), lines::toString);
    float[] asked = vector(chosen.toUri().toString(), String.class, words);
    double before = 1;
    for (String line : lines) {
      String[] cells = line.strip().split(" +", 2);
      Path file = photos.resolve(cells[1]);
      double cosine = dot(asked, vector(chosen.toUri().toString(), Path.class, file));
      assertEquals(cosine, Double.parseDouble(cells[0]), 6e-4, line);
      assertTrue(cosine <= before + 1e-5, lines::toString);
      before = cosine;
    }
    assertNotNull(ImageIO.read(sheet.toFile()));
    assertTrue(Files.readString(json).contains("\"text\": \"" + words + "\""));
    String image = "--image=" + photos.resolve("b/5.png");
    assertEquals("1.000  b/5.png", right(search("query", image)).lines().findFirst().orElseThrow());
    right(search("query", "--text=" + "一只猫 ".repeat(10_000), "--top=1"));
    refused(search("query", "--text= "), "--text: expected words, got none");
    refused(search("query", "--text=x", "--model=" + aligned(2)), "--model: expected " + chosen);
    Screen both = search("query", image, "--text=x");
    assertEquals(2, both.exitCode());
    assertTrue(
        both.err().startsWith("greenmim: --image=FILE, --text=WORDS are mutually exclusive"),
        both.err());
    assertEquals(2, search("query").exitCode());
  }

  @Test
  void whatAlignedModelsPublishIsSearchedToo() throws Exception {
    Path zoo = folder.resolve("zoo");
    right(Screen.of("publish", "" + aligned(1), "--zoo=" + zoo, "--artifact=words"));
    String address = "greenmim://words?zoo=" + zoo;
    right(search("index", "--images=" + photos, "--model=" + address, "--device=cpu"));
    String first = right(search("query", "--text=clouds", "--top=1"));
    assertEquals(
        first,
        right(
            search("query", "--text=clouds", "--top=1", "--model=" + folder.resolve("aligned1"))));
    Path csv = folder.resolve("features.csv");
    right(Screen.of("features", "--model=" + address, "--images=" + photos, "--output=" + csv));
    assertEquals(9, Files.readAllLines(csv).size());
  }

  @Test
  void theIndexIsMeasuredOnCropsThatAreKept() throws Exception {
    Path features = folder.resolve("features.safetensors");
    String[] words = {
      "bench",
      "search",
      "--features=" + features,
      "--data=" + photos,
      "--model=" + model,
      "--count=60",
      "--image-size=32",
      "--queries=5",
      "--breadth=10,60",
      "--batch-size=4",
      "--device=cpu"
    };
    String first = right(Screen.of(words));
    assertTrue(first.startsWith("Index of 60 vectors"), first);
    assertTrue(first.lines().anyMatch(line -> line.matches("60 +1\\.0000 .*")), first);
    assertTrue(first.lines().anyMatch(line -> line.matches("exact +1\\.0000 +100\\.00 .*")), first);
    Files.delete(photos.resolve("a/1.png"));
    right(Screen.of("bench", "search", "--features=" + features, "--count=60", "--queries=5"));
    refused(
        Screen.of("bench", "search", "--features=" + features, "--count=90"),
        "--features: expected 590 features");
    refused(
        Screen.of("bench", "search", "--features=" + folder.resolve("absent")),
        "--features: expected a file");
  }
}
