package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.image.PixelImage;
import io.greenmim.testing.Shared;
import io.greenmim.testing.TinyImages;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of classes and model cards of published checkpoints. */
class CheckpointTextsTest {

  private static final String CACHE = "DJL_CACHE_DIR";

  @TempDir private Path folder;

  private CheckpointZoo zoo;

  @BeforeEach
  void makeZoo() throws IOException {
    // The engine keeps its library where it was before: it is loaded first.
    NDManager.newBaseManager().close();
    System.setProperty(CACHE, folder.resolve("djl").toString());
    zoo = new CheckpointZoo(folder.resolve("zoo"), URI.create("https://example.org/file"));
    zoo.publish("manual", 12_000_000, false);
    String text = Files.readString(zoo.metadata());
    Files.writeString(
        zoo.metadata(),
        text.replace(
            "\"licenseFile\":",
            "\"labels\": {\"names\": \"synsets/ten.txt\"},"
                + "\"training\": {\"recipe\": \"A day in the sun.\"}, \"licenseFile\":"));
    names(10);
    Files.createDirectories(zoo.cached());
    CheckpointZoo.write(zoo.cached().resolve(CheckpointZoo.FILE), CheckpointZoo.CONFIG, 1);
  }

  @AfterEach
  void restore() {
    System.clearProperty(CACHE);
  }

  private void names(int count) throws IOException {
    Path file = zoo.folder().resolve("synsets/ten.txt");
    Files.createDirectories(file.getParent());
    Files.write(file, IntStream.range(0, count).mapToObj(i -> "n0000000" + i + " beast").toList());
  }

  private List<String> answer() throws Exception {
    Criteria<PixelImage, Classifications> criteria =
        Criteria.builder()
            .setTypes(PixelImage.class, Classifications.class)
            .optModelUrls("greenmim://" + CheckpointZoo.ID + "?zoo=" + zoo.folder())
            .build();
    try (ZooModel<PixelImage, Classifications> model = criteria.loadModel();
        Predictor<PixelImage, Classifications> predictor = model.newPredictor()) {
      return predictor.predict(TinyImages.noisy(90, 70, 1)).getClassNames();
    }
  }

  @Test
  void classesHaveTheNamesOfTheZooAndTheModelACard() throws Exception {
    List<String> names = answer();
    assertEquals("n00000000 beast", names.get(0));
    assertEquals("n00000009 beast", names.get(9));
    String card = Files.readString(zoo.cached().resolve("MODEL_CARD.md"));
    assertTrue(card.startsWith("# " + CheckpointZoo.ID + " 1.0.0\n"), card);
    assertTrue(card.contains("Recipe: A day in the sun.\n"), card);
    assertTrue(card.contains("Source: https://example.org/models, file published.saf"), card);
    assertTrue(card.contains("WordNet"), card);
  }

  /** Also a copy that was made before the zoo knew names. */
  @Test
  void namesThatTheUserPutThereStay() throws Exception {
    Path names = zoo.cached().resolve("synset.txt");
    Files.write(names, IntStream.range(0, 10).mapToObj(i -> "mine " + i).toList());
    assertEquals("mine 3", answer().get(3));
    Files.delete(names);
    assertEquals("n00000003 beast", answer().get(3));
  }

  @Test
  void anotherNumberOfNamesIsAnError() throws IOException {
    names(9);
    IOException e = assertThrows(IOException.class, this::answer);
    assertTrue(
        e.getMessage().endsWith("expected the names of 10 classes, one a line, got 9 lines"),
        e.getMessage());
    assertFalse(Files.exists(zoo.cached().resolve("synset.txt")));
  }

  private static List<String> imageNet() throws IOException {
    try (InputStream in =
        CheckpointTextsTest.class.getResourceAsStream("/mlrepo/synsets/imagenet-1k.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void imageNetsClassesAreInTheOrderOfTheirIds() throws IOException {
    List<String> lines = imageNet();
    assertEquals(1000, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      assertTrue(lines.get(i).matches("n\\d{8} \\S.*\\S"), lines.get(i));
      assertTrue(i == 0 || lines.get(i - 1).substring(0, 9).compareTo(lines.get(i)) < 0);
    }
    assertEquals("n01440764 tench, Tinca tinca", lines.get(0));
    assertEquals("n02123045 tabby, tabby cat", lines.get(281));
    assertEquals("n02012849 crane", lines.get(134));
    assertEquals("n03126707 crane", lines.get(517));
    assertEquals(
        "n15075141 toilet tissue, toilet paper, bathroom tissue", lines.get(lines.size() - 1));
  }

  /** The sample's files are called after ids and first names of their classes. */
  @Test
  void imageNetsNamesAreThoseOfItsFiles() throws IOException {
    Path sample = Shared.file("data/imagenet-sample");
    Map<String, String> names = new HashMap<>();
    for (String line : imageNet()) {
      names.put(line.substring(0, 9), line.substring(10).split(", ", 2)[0].replace(' ', '_'));
    }
    List<String> files;
    try (Stream<Path> paths = Files.list(sample)) {
      files = paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
    assertEquals(850, files.size());
    List<String> others =
        files.stream()
            .filter(
                file ->
                    !file.equals(file.substring(0, 10) + names.get(file.substring(0, 9)) + ".jpg"))
            .toList();
    assertEquals(List.of(), others);
  }
}
