package io.greenmim.zoo;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.util.JsonUtils;
import io.greenmim.backbone.Backbones;
import io.greenmim.config.ClassifierConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A zoo of one published checkpoint, a small classifier.
 *
 * @param folder folder of the zoo
 * @param url where the checkpoint is
 */
record CheckpointZoo(Path folder, URI url) {

  static final String VARIANT = "swin_nano_patch4_window7_224";
  static final String ID = VARIANT + ".test_in10";
  static final String FILE = "published.safetensors";
  static final String PAGE = "https://example.org/models";
  static final ModelConfig CONFIG =
      ModelConfig.of(
          VARIANT,
          Backbones.variant(VARIANT).encoder().withLayerNormEps(1e-5),
          new ClassifierConfig(10));

  private static final String PLACE = "model/cv/image_classification/io/greenmim/" + ID;

  /** Writes a checkpoint with the names that Microsoft's have, its weights drawn from a seed. */
  static Path write(Path file, ModelConfig config, long seed) throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = ModelFolder.newModel(config);
      StateDict dict = StateDict.of(block);
      dict.initialise(manager, ModelFolder.inputShape(config), seed);
      SafeTensorsWriter.write(file, TensorArrays.stored(dict.arrays()), Map.of());
    }
    return file;
  }

  Path metadata() {
    return folder.resolve(PLACE).resolve("metadata.json");
  }

  /** The folder of the model in DJL's cache. */
  Path cached() {
    return new FolderZoo(folder).cache().resolve(PLACE).resolve("1.0.0");
  }

  /** Writes the metadata. */
  void publish(String access, long bytes, boolean exact) throws IOException {
    Map<String, Object> published = new LinkedHashMap<>();
    published.put(
        "model",
        Map.of(
            "variant",
            VARIANT,
            "layerNormEps",
            1e-5,
            "kind",
            "classifier",
            "classes",
            10,
            "parameters",
            Backbones.parameters(CONFIG)));
    published.put(
        "original",
        Map.of(
            "file", FILE,
            "access", access,
            "url", url.toString(),
            "page", PAGE,
            "bytes", bytes,
            "bytesExact", exact));
    published.put("conversion", Map.of("layout", "microsoft", "mergeOrder", "column"));
    published.put("licenseFile", "licenses/MIT-Microsoft.txt");
    Map<String, Object> artifact = new LinkedHashMap<>();
    artifact.put("version", "1.0.0");
    artifact.put("name", ID);
    artifact.put("properties", Map.of("pretrained", "true"));
    artifact.put(
        "arguments",
        Map.of(
            "blockFactory",
            GreenMimBlockFactory.class.getName(),
            "translatorFactory",
            "io.greenmim.translate.GreenMimTranslatorFactory",
            "published",
            published));
    artifact.put("options", Map.of("hasParameter", "false"));
    artifact.put("files", Map.of());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("groupId", "io.greenmim");
    metadata.put("artifactId", ID);
    metadata.put("application", "cv/image_classification");
    metadata.put("artifacts", List.of(artifact));
    Files.createDirectories(metadata().getParent());
    Files.writeString(metadata(), JsonUtils.GSON_PRETTY.toJson(metadata));
  }
}
