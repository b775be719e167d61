package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.util.Progress;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ModelConfig;
import io.greenmim.download.Sha1;
import io.greenmim.image.PixelImage;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.testing.ScriptedServer;
import io.greenmim.testing.TinyImages;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that somebody published, from its address to a prediction. */
class PublishedCheckpointTest {

  private static final String ID = CheckpointZoo.ID;
  private static final String FILE = CheckpointZoo.FILE;
  private static final String PAGE = CheckpointZoo.PAGE;
  private static final String CACHE = "DJL_CACHE_DIR";
  private static final String OFFLINE = "ai.djl.offline";
  private static final PixelImage IMAGE = TinyImages.noisy(90, 70, 1);
  private static final ModelConfig CONFIG = CheckpointZoo.CONFIG;

  @TempDir private static Path originals;
  private static Path original;
  private static Path damagedTwin;

  @TempDir private Path folder;
  private CheckpointZoo zoo;
  private ScriptedServer server;

  /** A file with the names that Microsoft's checkpoints have, its derived buffers included. */
  @BeforeAll
  static void writeOriginals() throws IOException {
    original = CheckpointZoo.write(originals.resolve("original.safetensors"), CONFIG, 1);
    damagedTwin = CheckpointZoo.write(originals.resolve("twin.safetensors"), CONFIG, 2);
  }

  @BeforeEach
  void makeZoo() throws IOException {
    server = new ScriptedServer();
    server.serve(Files.readAllBytes(original), "\"1\"");
    zoo = new CheckpointZoo(folder.resolve("zoo"), server.uri("/" + FILE));
    zoo.publish("direct", Files.size(original), true);
    System.setProperty(CACHE, folder.resolve("djl").toString());
  }

  @AfterEach
  void stop() {
    server.close();
    System.clearProperty(OFFLINE);
  }

  @AfterAll
  static void restore() {
    System.clearProperty(CACHE);
  }

  private Criteria.Builder<PixelImage, Classifications> criteria() {
    return Criteria.builder()
        .setTypes(PixelImage.class, Classifications.class)
        .optModelUrls("greenmim://" + ID + "?zoo=" + zoo.folder());
  }

  private static double[] probabilities(Criteria<PixelImage, Classifications> criteria)
      throws Exception {
    try (ZooModel<PixelImage, Classifications> model = criteria.loadModel();
        Predictor<PixelImage, Classifications> predictor = model.newPredictor()) {
      Classifications answer = predictor.predict(IMAGE);
      double[] values = new double[10];
      for (int i = 0; i < values.length; i++) {
        values[i] = answer.get(Integer.toString(i)).getProbability();
      }
      return values;
    }
  }

  private double[] load() throws Exception {
    return probabilities(criteria().optArgument("topK", 10).build());
  }

  private String failure() {
    IOException e = assertInstanceOf(IOException.class, assertThrows(Exception.class, this::load));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    return e.getMessage();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(zoo.cached())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void isFetchedConvertedAndThenLoadedWithoutNetwork() throws Exception {
    double[] first = load();
    assertEquals(
        List.of("MODEL_CARD.md", "config.json", "first-use.json", "model.safetensors"), files());
    Path direct = folder.resolve("direct");
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = ModelFolder.newModel(CONFIG);
      StateDict.of(block)
          .load(manager, ModelFolder.inputShape(CONFIG), SafeTensorsFile.open(original));
      ModelFolder.save(direct, CONFIG, block);
    }
    assertArrayEquals(
        probabilities(
            ZooFixtures.ofFolder(direct, PixelImage.class, Classifications.class)
                .optArgument("topK", 10)
                .build()),
        first);
    assertEquals(List.of("/" + FILE), server.requests());
    server.close();
    System.setProperty(OFFLINE, "true");
    assertArrayEquals(first, load());
    String record = Files.readString(zoo.cached().resolve("first-use.json"));
    assertTrue(record.contains(Sha1.of(original, bytes -> {})), record);
    assertTrue(
        record.contains(Sha1.of(zoo.cached().resolve("model.safetensors"), b -> {})), record);
  }

  @Test
  void listingFetchesNothingAndTellsTheState() throws Exception {
    System.setProperty("greenmim.zoo", zoo.folder().toString());
    try {
      ZooCatalog listing = ZooCatalog.configured();
      ListedModel before = listing.find(ID);
      assertEquals(ListedModel.Weights.TO_FETCH, before.weights());
      assertEquals(Backbones.parameters(CONFIG), before.parameters().orElseThrow());
      assertTrue(
          ModelZoo.listModels().get(Application.CV.IMAGE_CLASSIFICATION).stream()
              .anyMatch(model -> model.getArtifactId().equals(ID)));
      assertEquals(List.of(), server.requests());
      zoo.publish("manual", 1, false);
      assertEquals(ListedModel.Weights.BY_HAND, listing.find(ID).weights());
      zoo.publish("direct", Files.size(original), true);
      load();
      ListedModel after = listing.find(ID);
      assertEquals(ListedModel.Weights.HERE, after.weights());
      assertEquals(zoo.cached(), after.folder());
      assertEquals(Files.size(zoo.cached().resolve("model.safetensors")), after.bytes());
    } finally {
      System.clearProperty("greenmim.zoo");
    }
  }

  @Test
  void progressIsTold() throws Exception {
    List<String> steps = new ArrayList<>();
    long[] downloaded = new long[1];
    Progress progress =
        new Progress() {
          @Override
          public void reset(String message, long max, String trailingMessage) {
            steps.add(message + " " + max);
          }

          @Override
          public void start(long initialProgress) {}

          @Override
          public void end() {}

          @Override
          public void increment(long increment) {
            if (steps.size() == 1) {
              downloaded[0] += increment;
            }
          }

          @Override
          public void update(long progress, String message) {}
        };
    criteria().optProgress(progress).build().loadModel().close();
    long size = Files.size(original);
    assertEquals(
        List.of("Downloading " + size, "Checking " + size, "Converting " + size),
        steps.subList(0, 3));
    assertEquals(size, downloaded[0]);
  }

  @Test
  void aFileOfTheUserIsTakenAndStays() throws Exception {
    zoo.publish("manual", 4_000_000, false);
    String line = failure();
    assertEquals(
        "%s: it is offered on a web page for people only; download it from %s and put it into %s as %s"
            .formatted(FILE, server.uri("/" + FILE), zoo.cached(), FILE),
        line);
    Files.copy(original, zoo.cached().resolve(FILE));
    load();
    assertEquals(List.of(), server.requests());
    assertTrue(Files.exists(zoo.cached().resolve(FILE)));
  }

  @Test
  void anotherFileThanOnFirstUseIsRefused() throws Exception {
    zoo.publish("direct", 1_000_000, false);
    load();
    Path weights = zoo.cached().resolve("model.safetensors");
    Path record = zoo.cached().resolve("first-use.json");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 2] ^= 1;
    Files.write(weights, bytes);
    assertEquals(
        "%s: expected SHA-1 %s as on its first use, got %s: it is damaged or was replaced; delete it"
                .formatted(weights, Sha1.of(repaired(bytes), b -> {}), Sha1.of(weights, b -> {}))
            + " to have it made anew",
        failure());
    Files.delete(weights);
    server.serve(Files.readAllBytes(damagedTwin), "\"2\"");
    Path file = zoo.cached().resolve(FILE);
    assertEquals(
        ("%s: expected SHA-1 %s as on its first use, got %s; delete %s to accept this one; what was"
             + " fetched is deleted, and the next load fetches it anew, or get another one from %s")
            .formatted(
                file, Sha1.of(original, b -> {}), Sha1.of(damagedTwin, b -> {}), record, PAGE),
        failure());
    assertEquals(List.of("MODEL_CARD.md", "config.json", "first-use.json"), files());
    Files.delete(record);
    load();
  }

  private Path repaired(byte[] damaged) throws IOException {
    byte[] bytes = damaged.clone();
    bytes[bytes.length - 2] ^= 1;
    return Files.write(folder.resolve("repaired"), bytes);
  }

  @Test
  void aWebPageFromTheUserOrTheServerIsRefused() throws Exception {
    byte[] page = "<!DOCTYPE html><p>Too many users".getBytes(StandardCharsets.UTF_8);
    zoo.publish("direct", 4_000_000, false);
    server.serve(page, "\"1\"");
    assertEquals(
        "%s: expected a file, got a web page; download it from %s and put it into %s as %s"
            .formatted(server.uri("/" + FILE), PAGE, zoo.cached(), FILE),
        failure());
    Path file = zoo.cached().resolve(FILE);
    Files.write(file, page);
    assertTrue(failure().startsWith(file + ": expected "), failure());
    assertFalse(Files.exists(zoo.cached().resolve("model.safetensors")));
  }

  @Test
  void wrongFactsInTheMetadataAreNamed() throws Exception {
    Path file = zoo.metadata();
    String text = Files.readString(file);
    Map<String, String> edits =
        Map.of(
            "\"classes\": 10",
            "\"classes\": 0",
            "\"file\": \"" + FILE,
            "\"file\": \"../" + FILE,
            "\"access\": \"direct\"",
            "\"access\": \"torrent\"",
            "\"kind\"",
            "\"sort\"",
            "\"variant\": \"swin_nano",
            "\"variant\": \"swin_giant");
    for (Map.Entry<String, String> edit : edits.entrySet()) {
      String edited = text.replace(edit.getKey(), edit.getValue());
      assertFalse(edited.equals(text), edit.getKey());
      Files.writeString(file, edited);
      assertTrue(failure().startsWith(ID + ": published"), edit.getKey() + ": " + failure());
    }
  }
}
