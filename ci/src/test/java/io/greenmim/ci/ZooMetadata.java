package io.greenmim.ci;

import ai.djl.util.JsonUtils;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.reflect.TypeToken;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.greenmim.backbone.Backbones;
import io.greenmim.backbone.Variant;
import io.greenmim.catalogue.PublishedCheckpoint;
import io.greenmim.config.EncoderConfig;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.detect.config.CocoCategories;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.config.DetectorVariants;
import io.greenmim.download.Sha1;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the metadata of a zoo must obey; each rule returns its violations, one line each. */
final class ZooMetadata {

  /** Classes of ImageNet-1K, whose names are known; those of ImageNet-22K have numbers. */
  private static final int IMAGENET = 1000;

  private final Path root;
  private final Schema schema;

  /** A zoo in a folder, and the schema of its metadata. */
  ZooMetadata(Path root, Path schemaFile) throws IOException {
    this.root = root;
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(schemaFile), InputFormat.JSON);
  }

  /** Metadata files by their path from the root. */
  Map<String, String> files() throws IOException {
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> paths = Files.walk(root.resolve("model"))) {
      for (Path path : paths.filter(file -> file.endsWith("metadata.json")).toList()) {
        files.put(root.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
    }
    return files;
  }

  /** Every file is listed in the index, and the other way round. */
  List<String> index() throws IOException {
    List<String> listed = Files.readAllLines(root.resolve("greenmim-index.txt"));
    List<String> violations = new ArrayList<>();
    for (String path : files().keySet()) {
      if (!listed.contains(path)) {
        violations.add(path + ": not in the index");
      }
    }
    listed.stream()
        .filter(path -> !Files.exists(root.resolve(path)))
        .forEach(path -> violations.add(path + ": in the index, but not there"));
    if (listed.stream().distinct().count() != listed.size()) {
      violations.add("greenmim-index.txt: a path stands there twice");
    }
    return violations;
  }

  /** DJL finds loaders by the artifact's id alone. */
  List<String> ids() throws IOException {
    Map<String, String> owners = new HashMap<>();
    List<String> violations = new ArrayList<>();
    for (Map.Entry<String, String> file : files().entrySet()) {
      JsonObject json = JsonParser.parseString(file.getValue()).getAsJsonObject();
      String id = json.get("artifactId").getAsString();
      String other = owners.put(id, file.getKey());
      if (other != null) {
        violations.add("%s: the id %s is that of %s".formatted(file.getKey(), id, other));
      }
      String application = json.get("application").getAsString();
      String place = "model/%s/io/greenmim/%s/metadata.json".formatted(application, id);
      if (!place.equals(file.getKey())) {
        violations.add("%s: expected at %s".formatted(file.getKey(), place));
      }
    }
    return violations;
  }

  /** Violations of the schema. */
  List<String> schema(String path, String text) {
    return schema.validate(text, InputFormat.JSON).stream()
        .map(error -> path + ": " + error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }

  /** Variant, number of parameters, properties and licence agree with each other. */
  List<String> facts(String path, String text) throws IOException {
    List<String> violations = new ArrayList<>();
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    for (var element : json.getAsJsonArray("artifacts")) {
      JsonObject artifact = element.getAsJsonObject();
      JsonObject arguments = artifact.getAsJsonObject("arguments");
      Map<String, Object> values =
          JsonUtils.GSON.fromJson(arguments, new TypeToken<Map<String, Object>>() {});
      Optional<PublishedCheckpoint> published;
      try {
        published = PublishedCheckpoint.read(values, path);
      } catch (IOException e) {
        violations.add(e.getMessage());
        continue;
      }
      Optional<ModelConfig> stored = stored(path, artifact);
      violations.addAll(files(path, artifact));
      String variant =
          stored.isPresent()
              ? stored.get().variant()
              : published.isPresent()
                  ? published.get().model().variant()
                  : arguments.get("variant").getAsString();
      boolean detector = "mask_rcnn".equals(property(artifact, "family"));
      violations.addAll(
          detector
              ? detector(path, artifact, variant)
              : properties(path, artifact, variant, published, stored.isPresent()));
      if (published.isPresent()) {
        violations.addAll(checkpoint(path, json, published.get()));
      }
    }
    return violations;
  }

  /** The configuration of trained weights that lie beside the metadata. */
  private Optional<ModelConfig> stored(String path, JsonObject artifact) throws IOException {
    Path folder = version(path, artifact);
    return Files.exists(folder) ? Optional.of(ConfigFile.readModel(folder)) : Optional.empty();
  }

  private Path version(String path, JsonObject artifact) {
    return root.resolve(path).resolveSibling(artifact.get("version").getAsString());
  }

  /** What lies beside the metadata is what they list: names, sizes, digests. */
  private List<String> files(String path, JsonObject artifact) throws IOException {
    Path folder = version(path, artifact);
    List<String> violations = new ArrayList<>();
    JsonObject listed = artifact.getAsJsonObject("files");
    Set<String> names = new TreeSet<>(listed.keySet());
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    for (String name : names) {
      Path file = folder.resolve(name);
      JsonObject item = listed.has(name) ? listed.getAsJsonObject(name) : new JsonObject();
      String expected = "%s %s".formatted(item.get("size"), item.get("sha1Hash"));
      String found =
          Files.exists(file)
              ? "%s \"%s\"".formatted(Files.size(file), Sha1.of(file, bytes -> {}))
              : "no file";
      if (!found.equals(expected)) {
        violations.add("%s: %s: expected %s, got %s".formatted(path, name, expected, found));
      }
    }
    return violations;
  }

  private static List<String> properties(
      String path,
      JsonObject artifact,
      String variant,
      Optional<PublishedCheckpoint> published,
      boolean stored) {
    if (!Backbones.names().contains(variant)) {
      return List.of(path + ": unknown variant " + variant);
    }
    EncoderConfig config = Backbones.variant(variant).encoder();
    Map<String, String> expected = new HashMap<>();
    expected.put("size", Backbones.variant(variant).size());
    expected.putAll(config.traits());
    expected.put("image", config.imageSize().toString());
    expected.put("pretrained", Boolean.toString(stored || published.isPresent()));
    published.ifPresent(
        checkpoint -> expected.put("classes", Integer.toString(checkpoint.model().classes())));
    return differences(path, artifact, expected);
  }

  private static List<String> detector(String path, JsonObject artifact, String variant) {
    if (!DetectorVariants.names().contains(variant)) {
      return List.of(path + ": unknown variant " + variant);
    }
    DetectorConfig config = DetectorVariants.of(variant, CocoCategories.all());
    Variant on =
        Backbones.variants().stream()
            .filter(each -> DetectorVariants.nameOn(each.name()).equals(variant))
            .findFirst()
            .orElseThrow();
    Map<String, String> expected = new HashMap<>(on.encoder().traits());
    expected.put("encoder", on.encoder().family());
    expected.put("size", on.size());
    expected.put("classes", Integer.toString(config.classes()));
    expected.put("masks", Boolean.toString(config.roi().mask() != null));
    return differences(path, artifact, expected);
  }

  private static String property(JsonObject artifact, String key) {
    JsonObject properties = artifact.getAsJsonObject("properties");
    return properties.has(key) ? properties.get(key).getAsString() : "none";
  }

  private static List<String> differences(
      String path, JsonObject artifact, Map<String, String> expected) {
    List<String> violations = new ArrayList<>();
    expected.forEach(
        (key, value) -> {
          String found = property(artifact, key);
          if (!found.equals(value)) {
            violations.add("%s: %s: expected %s, got %s".formatted(path, key, value, found));
          }
        });
    return violations;
  }

  private List<String> checkpoint(String path, JsonObject json, PublishedCheckpoint checkpoint)
      throws IOException {
    List<String> violations = new ArrayList<>();
    int classes = checkpoint.model().classes();
    Path names = checkpoint.labels() == null ? null : root.resolve(checkpoint.labels().names());
    int named = names == null ? 0 : Files.readAllLines(names).size();
    if (named != (classes == IMAGENET ? IMAGENET : 0)) {
      violations.add("%s: %s names for %s classes".formatted(path, named, classes));
    }
    if (!Files.exists(root.resolve(checkpoint.licenseFile()))) {
      violations.add(path + ": no licence text " + checkpoint.licenseFile());
    }
    String license =
        json.getAsJsonObject("licenses").getAsJsonObject("license").get("name").getAsString();
    if (!checkpoint.licenseFile().startsWith("licenses/" + license)) {
      violations.add(
          "%s: expected the text of %s, got %s".formatted(path, license, checkpoint.licenseFile()));
    }
    boolean classifier = checkpoint.model().kind() == ModelKind.CLASSIFIER;
    if (classifier != json.get("application").getAsString().equals("cv/image_classification")) {
      violations.add(
          path + ": expected classifiers, and them alone, under cv/image_classification");
    }
    long weights = 4 * checkpoint.model().parameters();
    long bytes = checkpoint.original().bytes();
    // At least the weights in 32 bits; at most with an optimiser's two moments, and buffers.
    if (bytes < weights || bytes > 3.2 * weights) {
      violations.add("%s: %d bytes for weights of %d".formatted(path, bytes, weights));
    }
    return violations;
  }
}
