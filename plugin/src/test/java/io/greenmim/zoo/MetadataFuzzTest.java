package io.greenmim.zoo;

import ai.djl.Application.CV;
import ai.djl.repository.Artifact;
import ai.djl.repository.MRL;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.greenmim.testing.FuzzedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Metadata of a web server: refused in one line, or nothing in them leads out of the cache. */
class MetadataFuzzTest {

  private static final String ID = "swin_tiny_patch4_window7_224.ms_in1k";
  private static final URI ZOO = URI.create("http://localhost/zoo/");

  static Stream<byte[]> seeds() {
    String published =
        new String(
            FuzzedReader.resource(
                "/mlrepo/model/cv/image_classification/io/greenmim/" + ID + "/metadata.json"),
            StandardCharsets.UTF_8);
    String own =
        """
        {"metadataVersion": "0.2", "resourceType": "model", "groupId": "io.greenmim",
         "artifactId": "%s", "application": "cv/image_classification",
         "licenses": {"MIT": {"name": "MIT", "url": "https://spdx.org/licenses/MIT.html"}},
         "artifacts": [{"version": "1.0.0", "name": "a-12ab", "properties": {"pretrained": "true"},
          "arguments": {"blockFactory": "io.greenmim.zoo.GreenMimBlockFactory",
           "translatorFactory": "io.greenmim.translate.GreenMimTranslatorFactory"},
          "options": {"hasParameter": "false"},
          "files": {"config.json": {"uri": "1.0.0/config.json", "name": "config.json",
           "type": "file", "size": 12, "sha1Hash": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}}}]}
        """
            .formatted(ID);
    return Stream.of(
            published,
            own,
            own.replace("1.0.0", "1.0.0/../../escaped"),
            own.replace("config.json", "../config.json"),
            published.replace("1.0.0", "../../escaped"),
            published.replace("/releases/", "/relea\\nses/"),
            published.replace("\"kind\": \"", "\"kind\": \"\\n"),
            published.replace("\"variant\": \"", "\"variant\": \"\\n"),
            published.replace("\"layout\": \"", "\"layout\": \"\\n"),
            published.replace("swin_tiny_patch4_window7_224.pth", "../../escaped.pth"),
            without(published, "model"),
            without(published, "original"),
            without(published, "conversion"))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private static String without(String published, String key) {
    String object = "\\{[^{}]*(?:\\{[^{}]*\\}[^{}]*)?\\}";
    String text = published.replaceFirst("\"" + key + "\": " + object, "\"" + key + "\": null");
    require(!text.equals(published), key);
    return text;
  }

  /** A zoo that answers every path with the same bytes. */
  private record OneText(byte[] content) implements ZooSource {

    @Override
    public URI uri() {
      return ZOO;
    }

    @Override
    public List<String> metadataPaths() {
      return List.of();
    }

    @Override
    public InputStream open(String path) {
      return new ByteArrayInputStream(content);
    }
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10s")
  void readsOrRefuses(byte[] content) {
    ZooRepository zoo = new ZooRepository(new OneText(content), Map.of());
    MRL model = zoo.model(CV.IMAGE_CLASSIFICATION, GreenMimModelZoo.GROUP_ID, ID);
    Path root = new HttpZoo(ZOO).cache().toAbsolutePath().normalize();
    try {
      for (Artifact artifact : zoo.locate(model).getArtifacts()) {
        artifact.getOptions(null);
        artifact.getArguments(null);
        inside(root, zoo.getResourceDirectory(artifact));
        for (Artifact.Item item : artifact.getFiles().values()) {
          inside(root, Path.of(zoo.resolvePath(item, "")));
          require(item.getSize() >= 0 && item.getSize() <= CheckedMetadata.MOST_BYTES, "size");
        }
        if (zoo.checkpoint(artifact).isPresent()) {
          String file = zoo.checkpoint(artifact).get().checkpoint().original().file();
          inside(root, zoo.getResourceDirectory(artifact).resolve(file));
        }
      }
    } catch (IOException e) {
      require(e.getMessage() != null && e.getMessage().lines().count() == 1, e.toString());
    }
  }

  private static void inside(Path root, Path path) {
    Path normal = path.normalize();
    require(normal.startsWith(root) && !normal.equals(root), path.toString());
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
