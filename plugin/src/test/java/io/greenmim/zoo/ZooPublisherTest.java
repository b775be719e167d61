package io.greenmim.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Application;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.repository.Artifact;
import ai.djl.repository.Metadata;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.greenmim.config.ModelConfig;
import io.greenmim.image.PixelImage;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.testing.TinyImages;
import io.greenmim.testing.TinyModels;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooPublisherTest {

  private static final ModelLicense LICENSE = ModelLicense.parse("MIT");

  @TempDir private Path folder;
  private Path zoo;
  private Path run;

  @BeforeEach
  void makeRun() throws IOException {
    zoo = folder.resolve("zoo");
    run = ZooFixtures.maskedModel(folder.resolve("run"), 1);
  }

  private static PublishRequest request(String id, String version) {
    return new PublishRequest(id, version, LICENSE, null, false);
  }

  private Metadata metadata(String id) throws IOException {
    Path file = zoo.resolve("model/cv/io/greenmim").resolve(id).resolve("metadata.json");
    return CheckedMetadata.read(Files.readString(file), file.toString());
  }

  @Test
  void metadataTellWhatIsThere() throws Exception {
    PublishedModel published =
        new ZooPublisher(zoo)
            .publish(run, new PublishRequest("mine", "1.0", LICENSE, "Cells.", false));
    Metadata metadata = metadata("mine");
    assertEquals("0.2", metadata.getMetadataVersion());
    assertEquals("model", metadata.getResourceType());
    assertEquals("cv", metadata.getApplication().getPath());
    assertEquals("io.greenmim", metadata.getGroupId());
    assertEquals("mine", metadata.getArtifactId());
    assertEquals("Cells.", metadata.getDescription());
    assertEquals(Set.of("MIT"), metadata.getLicenses().keySet());
    assertEquals("https://spdx.org/licenses/MIT.html", metadata.getLicenses().get("MIT").getUrl());
    Artifact artifact = metadata.getArtifacts().get(0);
    assertEquals(
        Map.of(
            "family", "swin",
            "size", "custom",
            "window", "4",
            "image", "64",
            "pretrained", "true",
            "method", "greenmim"),
        artifact.getProperties());
    assertEquals(Map.of("hasParameter", "false"), artifact.getOptions(null));
    assertEquals(
        Set.of("config.json", "model.safetensors", "MODEL_CARD.md", "serving.properties"),
        artifact.getFiles().keySet());
    for (Artifact.Item item : artifact.getFiles().values()) {
      byte[] bytes = Files.readAllBytes(published.folder().resolve(item.getName()));
      assertEquals(bytes.length, item.getSize());
      byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(bytes);
      assertEquals(HexFormat.of().formatHex(sha1), item.getSha1Hash());
    }
    assertEquals(
        List.of("model/cv/io/greenmim/mine/metadata.json"),
        Files.readAllLines(zoo.resolve("greenmim-index.txt")));
  }

  @Test
  void cardTellsTheFactsOfTheRun() throws IOException {
    Files.writeString(
        run.resolve("state.json"),
        "{\"step\": 40, \"imageCount\": 320, \"dataListHash\": \"ab12\", \"batchImages\": 16}");
    Files.writeString(run.resolve("manifest.json"), "{\"device\": \"gpu:0\", \"imageCount\": 319}");
    Files.writeString(
        run.resolve("metrics.jsonl"),
        """
        {"step": 1, "epoch": 1, "loss": 9.0}
        {"step": 2, "epoch": 2, "loss": 0.5}
        {"step": 3, "epoch": 2, "loss": 0.25}
        {"step": 4, "ep\
        """);
    PublishedModel published = new ZooPublisher(zoo).publish(run, request(null, "0.1.0"));
    assertEquals("tiny_test_mim", published.artifactId());
    List<String> card = Files.readAllLines(published.folder().resolve("MODEL_CARD.md"));
    ModelConfig config = TinyModels.masked(64, 4);
    String encoder = "%,d".formatted(size(ModelFolder.newEncoder(config)));
    String all = "%,d".formatted(size(ModelFolder.newMaskedImageModel(config)));
    for (String line :
        List.of(
            "# tiny_test_mim 0.1.0",
            "Licence: [MIT](https://spdx.org/licenses/MIT.html)",
            "| variant | tiny_test |",
            "| image size | 64 x 64 pixels |",
            "| parameters of the encoder | " + encoder + " |",
            "| parameters with the decoder | " + all + " |",
            "| mask ratio | 0.5 |",
            "| training images | 319 |",
            "| hash of the image list | ab12 |",
            "| steps | 40 |",
            "| images a step | 16 |",
            "| device | gpu:0 |",
            "| mean loss of the last epoch | 0.3750 |")) {
      assertTrue(card.contains(line), line + " in " + card);
    }
  }

  private static long size(ai.djl.nn.Block block) {
    return StateDict.of(block).parameters().values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @Test
  void bareEncoderIsPublishedAsOne() throws IOException {
    Path encoder = ZooFixtures.bareModel(folder.resolve("encoder"), 1);
    assertEquals(
        "tiny_test_encoder",
        new ZooPublisher(zoo).publish(encoder, request(null, "0.1.0")).artifactId());
    String method =
        metadata("tiny_test_encoder").getArtifacts().get(0).getProperties().get("method");
    assertEquals("encoder", method);
  }

  @Test
  void aClassifierIsFoundAmongClassifiersWithItsNames() throws Exception {
    ModelConfig config = TinyModels.classifier(64, 4, 3);
    Path classifier = folder.resolve("classifier");
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = ModelFolder.newModel(config);
      StateDict.of(block).initialise(manager, ModelFolder.inputShape(config), 1);
      ModelFolder.save(classifier, config, block);
    }
    Files.write(classifier.resolve("synset.txt"), List.of("cat", "dog", "owl"));
    Path older = zoo.resolve("model/cv/io/greenmim/older/metadata.json");
    new ZooPublisher(zoo).publish(run, request("older", "0.9"));

    Path placed = new ZooPublisher(zoo).publish(classifier, request("animals", "1.0")).folder();
    assertEquals(zoo.resolve("model/cv/image_classification/io/greenmim/animals/1.0"), placed);
    assertTrue(Files.readString(placed.resolve("MODEL_CARD.md")).contains("Classifications.class"));
    assertTrue(
        Files.readString(placed.resolveSibling("metadata.json")).contains("\"classes\": \"3\""));
    Criteria<PixelImage, Classifications> criteria =
        Criteria.builder()
            .setTypes(PixelImage.class, Classifications.class)
            .optApplication(Application.CV.IMAGE_CLASSIFICATION)
            .optModelUrls("greenmim://animals?zoo=" + zoo)
            .build();
    try (ZooModel<PixelImage, Classifications> model = criteria.loadModel();
        Predictor<PixelImage, Classifications> predictor = model.newPredictor()) {
      assertEquals(
          List.of("cat", "dog", "owl"),
          predictor.predict(TinyImages.noisy(70, 80, 1)).getClassNames());
    }

    new ZooPublisher(zoo).publish(classifier, request("older", "1.0"));
    assertTrue(Files.readString(older).contains("\"1.0/synset.txt\""), "stays where it stood");
  }

  @Test
  void sameVersionIsPublishedOnceUnlessItIsReplaced() throws IOException {
    ZooPublisher publisher = new ZooPublisher(zoo);
    publisher.publish(run, request("mine", "1.0"));
    IOException e =
        assertThrows(
            FileAlreadyExistsException.class, () -> publisher.publish(run, request("mine", "1.0")));
    assertEquals(
        "mine 1.0 is in the zoo already; publish another version, or overwrite this one",
        e.getMessage());
    String before = metadata("mine").getArtifacts().get(0).getName();
    Path other = ZooFixtures.maskedModel(folder.resolve("other"), 2);
    ModelLicense license = new ModelLicense("Ours", "https://example.org/licence");
    publisher.publish(other, new PublishRequest("mine", "1.0", license, null, true));
    publisher.publish(run, request("mine", "1.0.1"));
    Metadata metadata = metadata("mine");
    assertEquals(
        List.of("1.0.1", "1.0"),
        metadata.getArtifacts().stream().map(Artifact::getVersion).toList());
    assertEquals(Set.of("MIT", "Ours"), metadata.getLicenses().keySet());
    assertFalse(before.equals(metadata.getArtifacts().get(1).getName()));
    assertEquals(before, metadata.getArtifacts().get(0).getName(), "same weights, same name");
    assertEquals(List.of("1.0", "1.0.1", "metadata.json"), names("mine"));
  }

  private List<String> names(String id) throws IOException {
    try (Stream<Path> files = Files.list(zoo.resolve("model/cv/io/greenmim").resolve(id))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void brokenModelsLeaveTheZooAsItWas() throws IOException {
    ZooPublisher publisher = new ZooPublisher(zoo);
    publisher.publish(run, request("mine", "1.0"));
    String metadata = Files.readString(zoo.resolve("model/cv/io/greenmim/mine/metadata.json"));
    Path broken = folder.resolve("broken");
    try (NDManager manager = NDManager.newBaseManager()) {
      ModelConfig config = TinyModels.masked(64, 4);
      MaskedImageModel model = ModelFolder.newMaskedImageModel(config);
      StateDict.of(model).initialise(manager, ModelFolder.inputShape(config), 1);
      StateDict.of(model).arrays().get("mask_token").set(new float[16]);
      StateDict.of(model).arrays().get("encoder.norm.bias").muli(Float.NaN);
      ModelFolder.save(broken, config, model);
    }
    IOException nan =
        assertThrows(IOException.class, () -> publisher.publish(broken, request("mine", "2.0")));
    assertEquals(
        broken.resolve("model.safetensors")
            + ": encoder.norm.bias: expected finite weights, got NaN",
        nan.getMessage());
    Path weights = run.resolve("model.safetensors");
    Files.write(weights, java.util.Arrays.copyOf(Files.readAllBytes(weights), 5000));
    assertThrows(IOException.class, () -> publisher.publish(run, request("mine", "2.0")));
    Files.delete(weights);
    IOException missing =
        assertThrows(IOException.class, () -> publisher.publish(run, request("mine", "2.0")));
    assertEquals(
        weights + ": expected the weights of the model, found no file", missing.getMessage());
    assertEquals(List.of("1.0", "metadata.json"), names("mine"));
    assertEquals(
        metadata, Files.readString(zoo.resolve("model/cv/io/greenmim/mine/metadata.json")));
  }

  @Test
  void wrongRequestsAreExplained() {
    assertMessage(
        "artifact: swin_nano_patch4_window7_224 is the architecture without weights,"
            + " expected another id such as swin_nano_patch4_window7_224_mim",
        () -> publish("swin_nano_patch4_window7_224"));
    assertMessage(
        "artifact: expected letters, digits, '.', '_' and '-', got 'a/b'",
        () -> request("a/b", "1.0"));
    assertMessage(
        "version: expected numbers such as 1.0.2 or 1.1-beta, got 'new'",
        () -> request("mine", "new"));
    assertMessage(
        "license: expected an SPDX id such as Apache-2.0, or NAME=URL, got 'my own'",
        () -> ModelLicense.parse("my own"));
    assertMessage(
        "license: expected a name and an address, got 'Ours' and ''",
        () -> ModelLicense.parse("Ours="));
    assertEquals(
        new ModelLicense("Ours", "https://example.org/?a=b"),
        ModelLicense.parse("Ours=https://example.org/?a=b"));
  }

  private void publish(String id) {
    try {
      new ZooPublisher(zoo).publish(run, request(id, "1.0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertMessage(String expected, Runnable use) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, use::run);
    assertEquals(expected, e.getMessage());
  }
}
