package io.greenmim.zoo;

import ai.djl.Application.CV;
import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.util.JsonUtils;
import io.greenmim.config.ModelConfig;
import io.greenmim.config.ModelKind;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.tensors.AtomicFolders;
import io.greenmim.translate.GreenMimTranslatorFactory;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import io.greenmim.weights.StateDict;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
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
   * @throws IllegalArgumentException if the id made of the variant's name cannot be one
   */
  public PublishedModel publish(Path source, PublishRequest request) throws IOException {
    ModelConfig config = ConfigFile.readModel(source);
    PublishRequest named = request.artifactId() == null ? withDefaultId(request, config) : request;
    ZooEntry entry = new ZooEntry(CV.ANY, named.artifactId());
    Path artifact = zoo.resolve(entry.folder());
    MetadataEdit metadata = MetadataEdit.read(artifact.resolve(ZooEntry.METADATA), named);
    Files.createDirectories(artifact);
    Path staged = artifact.resolve("." + named.version() + "." + UUID.randomUUID());
    try {
      Files.createDirectory(staged);
      String description = collect(source, staged, named, config);
      metadata.add(staged, config, description);
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

  private static PublishRequest withDefaultId(PublishRequest request, ModelConfig config) {
    String id = config.variant() + "_" + suffix(config.kind());
    return new PublishRequest(
        id, request.version(), request.license(), request.description(), request.overwrite());
  }

  private static String suffix(ModelKind kind) {
    return kind == ModelKind.GREENMIM ? "mim" : kind.label();
  }

  /** Puts the files of a version together and checks them; returns what the model is. */
  private static String collect(
      Path source, Path staged, PublishRequest request, ModelConfig config) throws IOException {
    Files.copy(source.resolve(ConfigFile.NAME), staged.resolve(ConfigFile.NAME));
    copyWeights(source, staged);
    ModelCard.Parameters parameters = check(source, staged, config);
    String description =
        request.description() == null ? describe(config) : request.description().strip();
    ModelCard card =
        new ModelCard(
            request.artifactId(), request, description, config, parameters, RunFacts.read(source));
    Files.writeString(staged.resolve(ModelCard.NAME), card.toMarkdown());
    Files.writeString(
        staged.resolve("serving.properties"),
        """
        engine=%s
        application=%s
        blockFactory=%s
        translatorFactory=%s
        option.hasParameter=false
        """
            .formatted(
                GreenMimModelZoo.ENGINE,
                CV.ANY.getPath(),
                GreenMimBlockFactory.class.getName(),
                GreenMimTranslatorFactory.class.getName()));
    return description;
  }

  private static void copyWeights(Path source, Path staged) throws IOException {
    Path weights = source.resolve(ModelFolder.WEIGHTS);
    if (!Files.isRegularFile(weights)) {
      throw new IOException(weights + ": expected the weights of the model, found no file");
    }
    Files.copy(weights, staged.resolve(ModelFolder.WEIGHTS));
  }

  /** Loads the copy: what is published can be loaded. */
  private static ModelCard.Parameters check(Path source, Path staged, ModelConfig config)
      throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), GreenMimModelZoo.ENGINE)) {
      Block block = ModelFolder.load(manager, staged);
      Set<String> inside = StateDict.of(ModelFolder.newEncoder(config)).parameters().keySet();
      String prefix = config.encoderPrefix();
      long encoder = 0;
      long all = 0;
      for (Map.Entry<String, NDArray> weight : StateDict.of(block).arrays().entrySet()) {
        for (float value : weight.getValue().toFloatArray()) {
          if (!Float.isFinite(value)) {
            throw new IOException(
                "%s: %s: expected finite weights, got %s"
                    .formatted(source.resolve(ModelFolder.WEIGHTS), weight.getKey(), value));
          }
        }
        String name = weight.getKey();
        long size = weight.getValue().size();
        all += size;
        boolean ofEncoder =
            name.startsWith(prefix) && inside.contains(name.substring(prefix.length()));
        encoder += ofEncoder ? size : 0;
      }
      return new ModelCard.Parameters(encoder, all);
    }
  }

  private static String describe(ModelConfig config) {
    int size = config.encoder().imageSize();
    String what =
        switch (config.kind()) {
          case ENCODER -> "features alone";
          case GREENMIM -> "pre-trained by masked image modelling, with its decoder";
          case SIMMIM -> "pre-trained by SimMIM, with its head";
          case CLASSIFIER -> "a classifier of %d classes".formatted(config.classifier().classes());
        };
    return "%s for images of %d x %d pixels, %s.".formatted(config.variant(), size, size, what);
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
