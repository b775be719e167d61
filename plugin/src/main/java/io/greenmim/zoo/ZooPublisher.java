package io.greenmim.zoo;

import ai.djl.Application;
import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.util.JsonUtils;
import io.greenmim.backbone.Backbones;
import io.greenmim.model.Classifier;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.AtomicFolders;
import io.greenmim.translate.ClassNames;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Publishes models into a zoo in a folder: a DJL repository that loads from the folder, through a
 * web server that serves it, and by {@code greenmim://} addresses.
 *
 * <p>A version's files are collected aside and checked, then moved into place, then the metadata
 * name them: whatever fails, the zoo stays as it was. One process publishes at a time.
 */
public final class ZooPublisher {

  private final Path zoo;

  /**
   * Names the zoo.
   *
   * @param zoo folder of the zoo; made if need be
   */
  public ZooPublisher(Path zoo) {
    this.zoo = zoo.toAbsolutePath().normalize();
  }

  /**
   * Publishes a model.
   *
   * @param source folder of the model or of a run, with {@code config.json} and {@code
   *     model.safetensors}; what the other files of a run tell goes into the model card
   * @param request how it is published
   * @return what was published
   * @throws IOException if the model is damaged or has weights that are not finite, the artifact
   *     has that version already and is not to be replaced, or a file cannot be written
   * @throws IllegalArgumentException if the id made of the variant's name cannot be one, or the id
   *     is that of an architecture which the zoo does not hold
   */
  public PublishedModel publish(Path source, PublishRequest request) throws IOException {
    ZooKind kind =
        ZooKinds.ofConfig(ConfigFile.readMap(source.resolve(ConfigFile.NAME)))
            .orElse(ZooKinds.ENCODERS);
    PublishableModel model = kind.read(source);
    PublishRequest named =
        request.artifactId() == null ? request.withId(model.defaultId()) : request;
    ZooEntry entry = new ZooEntry(application(model, named.artifactId()), named.artifactId());
    checkOthers(entry);
    Path artifact = zoo.resolve(entry.folder());
    checkArchitecture(named.artifactId(), artifact);
    MetadataEdit metadata =
        MetadataEdit.read(artifact.resolve(ZooEntry.METADATA), named, entry.application());
    Files.createDirectories(artifact);
    Path staged = artifact.resolve("." + named.version() + "." + UUID.randomUUID());
    try {
      Files.createDirectory(staged);
      String description = collect(source, staged, named, kind, model);
      metadata.add(staged, kind, model.properties(), description);
      AtomicFolders.install(staged, artifact.resolve(named.version()));
    } finally {
      AtomicFolders.delete(staged);
    }
    String json = JsonUtils.GSON_PRETTY.toJson(metadata.metadata()) + "\n";
    AtomicFiles.writeText(artifact.resolve(ZooEntry.METADATA), json);
    String index = String.join("\n", new FolderZoo(zoo).metadataPaths()) + "\n";
    AtomicFiles.writeText(zoo.resolve(ZooSource.INDEX), index);
    return new PublishedModel(
        named.artifactId(), named.version(), artifact.resolve(named.version()), address(named));
  }

  /** What a model is for; classifiers of older versions stand under computer vision in general. */
  private Application application(PublishableModel model, String id) {
    ZooEntry older = new ZooEntry(Application.CV.ANY, id);
    boolean classifies = model.application().equals(Application.CV.IMAGE_CLASSIFICATION);
    return classifies && Files.exists(zoo.resolve(older.folder()).resolve(ZooEntry.METADATA))
        ? older.application()
        : model.application();
  }

  /** Trained weights of an architecture stand in one zoo with it, and hide it in no other. */
  private static void checkArchitecture(String id, Path artifact) {
    if (Backbones.names().contains(id) && !Files.exists(artifact.resolve(ZooEntry.METADATA))) {
      throw new IllegalArgumentException(
          "artifact: %s is the architecture without weights, expected another id such as %s"
              .formatted(id, id + "_mim"));
    }
  }

  /** Artifacts are found by their ids alone, whatever they are for. */
  private void checkOthers(ZooEntry entry) throws IOException {
    if (!Files.isDirectory(zoo.resolve("model"))) {
      return;
    }
    for (String path : new FolderZoo(zoo).metadataPaths()) {
      Optional<ZooEntry> other = ZooEntry.parse(path);
      if (other.isPresent()
          && other.get().artifactId().equals(entry.artifactId())
          && !other.get().equals(entry)) {
        throw new FileAlreadyExistsException(
            "%s is in the zoo already as a model for %s; publish this one for %s by another id"
                .formatted(
                    entry.artifactId(),
                    other.get().application().getPath(),
                    entry.application().getPath()));
      }
    }
  }

  /** Puts the files of a version together and checks them; returns what the model is. */
  private static String collect(
      Path source, Path staged, PublishRequest request, ZooKind kind, PublishableModel model)
      throws IOException {
    Files.copy(source.resolve(ConfigFile.NAME), staged.resolve(ConfigFile.NAME));
    copyWeights(source, staged, request.half(), model);
    copyIfThere(source, staged, ClassNames.FILE);
    for (String file : model.files()) {
      Files.copy(source.resolve(file), staged.resolve(file));
    }
    Map<String, String> facts = new LinkedHashMap<>(model.facts(check(source, staged, kind)));
    if (request.half()) {
      facts.put("numbers on disk", "half precision, computed in float32");
    }
    facts.putAll(RunFacts.read(source));
    String description =
        request.description() == null ? model.description() : request.description().strip();
    String address =
        "%s://%s/%s?zoo=ZOO".formatted(ZooAddress.SCHEME, request.artifactId(), request.version());
    ModelCard card = new ModelCard(request, description, facts, model.usage(address));
    AtomicFiles.writeText(staged.resolve(ModelCard.NAME), card.toMarkdown());
    AtomicFiles.writeText(
        staged.resolve(ServingProperties.NAME), ServingProperties.text(kind, model.application()));
    return description;
  }

  private static void copyWeights(Path source, Path staged, boolean half, PublishableModel model)
      throws IOException {
    if (half) {
      WeightsFile.copyHalf(source, staged, model::ofDecoder);
      return;
    }
    Path weights = source.resolve(WeightsFile.NAME);
    if (!Files.isRegularFile(weights)) {
      throw new IOException(weights + ": expected the weights of the model, found no file");
    }
    Files.copy(weights, staged.resolve(WeightsFile.NAME));
    copyIfThere(source, staged, WeightsFile.DECODER);
  }

  private static void copyIfThere(Path source, Path staged, String name) throws IOException {
    Path file = source.resolve(name);
    if (Files.isRegularFile(file)) {
      Files.copy(file, staged.resolve(name));
    }
  }

  /** Loads the copy: what is published can be loaded. Returns the sizes of the parameters. */
  private static Map<String, Long> check(Path source, Path staged, ZooKind kind)
      throws IOException {
    Map<String, Long> sizes = new LinkedHashMap<>();
    String name = staged.getFileName().toString();
    try (Model model = Model.newInstance(name, Device.cpu(), GreenMimModelZoo.ENGINE)) {
      Block block = kind.blocks().newBlock(model, staged, Map.of());
      if (block instanceof Classifier classifier) {
        ClassNames.read(staged, classifier.classes());
      }
      for (Map.Entry<String, NDArray> weight : StateDict.of(block).arrays().entrySet()) {
        for (float value : weight.getValue().toFloatArray()) {
          if (!Float.isFinite(value)) {
            throw new IOException(
                "%s: %s: expected finite weights, got %s"
                    .formatted(source.resolve(WeightsFile.NAME), weight.getKey(), value));
          }
        }
        sizes.put(weight.getKey(), weight.getValue().size());
      }
    }
    return sizes;
  }

  private URI address(PublishRequest request) {
    // A comma would end the address: DJL takes lists of them.
    String folder =
        URLEncoder.encode(zoo.toString(), StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("%2F", "/");
    return URI.create(
        "%s://%s/%s?zoo=%s"
            .formatted(ZooAddress.SCHEME, request.artifactId(), request.version(), folder));
  }
}
