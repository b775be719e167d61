package io.greenmim.zoo;

import ai.djl.repository.Artifact;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.translate.DjlPreparation;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.ModelArguments;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An artifact that pins what DJL must know to load it (engine, no {@code .params} file), and
 * refuses options of {@code Criteria} that would do nothing. A model whose classes are in a jar
 * that is missing says so when it is loaded.
 */
final class CheckedArtifact extends Artifact {

  /** Option: whether DJL reads a {@code .params} file; {@code false}. */
  static final String HAS_PARAMETER = "hasParameter";

  /** Property: reference size of the images of a model that has one. */
  static final String IMAGE = "image";

  private static final String MODEL_NAME = "modelName";
  private static final Set<String> OPTIONS = Set.of(HAS_PARAMETER, MODEL_NAME);

  CheckedArtifact(Artifact from) {
    setMetadataVersion(from.getMetadataVersion());
    setVersion(from.getVersion());
    setSnapshot(from.isSnapshot());
    setName(from.getName());
    setProperties(from.getProperties());
    setArguments(from.getArguments());
    setOptions(from.getOptions(null));
    setFiles(from.getFiles());
  }

  /**
   * Checks options.
   *
   * @throws IllegalArgumentException if one is unknown or would have DJL look for other weights
   */
  static void checkOptions(Map<String, String> options) {
    for (String name : new TreeSet<>(options.keySet())) {
      if (!OPTIONS.contains(name)) {
        throw ModelArguments.unknown("option", name, OPTIONS);
      }
    }
    String parameters = options.getOrDefault(HAS_PARAMETER, "false");
    if (!"false".equals(parameters)) {
      throw new IllegalArgumentException(
          "option %s: expected false, for the weights are in model.safetensors, got %s"
              .formatted(HAS_PARAMETER, parameters));
    }
  }

  @Override
  public Map<String, String> getOptions(Map<String, String> override) {
    Map<String, String> options = super.getOptions(override);
    checkOptions(options);
    options.put(HAS_PARAMETER, "false");
    return options;
  }

  @Override
  public Map<String, Object> getArguments(Map<String, Object> override) {
    if (override != null) {
      override.forEach(CheckedArtifact::refuseNothing);
    }
    Map<String, Object> arguments = super.getArguments(override);
    Object engine = arguments.putIfAbsent(ModelArguments.ENGINE, GreenMimModelZoo.ENGINE);
    if (engine != null && !engine.equals(GreenMimModelZoo.ENGINE)) {
      throw new IllegalArgumentException(
          "argument %s: expected %s, got %s"
              .formatted(ModelArguments.ENGINE, GreenMimModelZoo.ENGINE, engine));
    }
    prepare(arguments);
    ZooKinds.missingJar(arguments.get(ModelArguments.BLOCK_FACTORY))
        .ifPresent(jar -> MissingJar.stand(arguments, getName(), jar));
    return arguments;
  }

  /** Tells DJL's own translators how a model's images are prepared. */
  private void prepare(Map<String, Object> arguments) {
    String image = getProperties().getOrDefault(IMAGE, "");
    Object block = arguments.get(ModelArguments.BLOCK_FACTORY);
    if (ZooKinds.ofBlock(block).isPresent() && image.matches("[1-9]\\d{0,8}(x[1-9]\\d{0,8})?")) {
      Preprocessing preprocessing =
          EvalTransform.preprocessing(getProperties().get(EvalTransform.PREPROCESSING));
      DjlPreparation.addTo(arguments, ImageSize.parse(image), preprocessing);
    }
  }

  private static void refuseNothing(String name, Object value) {
    if (value == null) {
      throw new IllegalArgumentException("argument " + name + ": expected a value, got null");
    }
  }
}
