package io.greenmim.zoo;

import ai.djl.nn.BlockFactory;
import io.greenmim.config.ImageSize;
import io.greenmim.config.Preprocessing;
import io.greenmim.translate.EvalTransform;
import io.greenmim.translate.ImageTranslatorFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A kind of models that folders and zoos hold, such as detectors: what builds and serves them, and
 * what a zoo tells of them. A module names its implementation in {@code
 * META-INF/services/io.greenmim.zoo.ZooKind}; it needs a public constructor without parameters.
 * What a zoo names must be of a kind that is there: a zoo cannot have any other class loaded.
 */
public interface ZooKind {

  /**
   * Returns what builds the models.
   *
   * @return a factory whose class has a public constructor without parameters
   */
  BlockFactory blocks();

  /**
   * Returns what makes their translators, and names the arguments of both.
   *
   * @return a factory whose class has a public constructor without parameters
   */
  ImageTranslatorFactory translators();

  /**
   * Tells whether a configuration is that of a model of this kind.
   *
   * @param config what {@code config.json} holds
   * @return whether it is
   */
  boolean describes(Map<String, Object> config);

  /**
   * Reads what a zoo tells of a model.
   *
   * @param folder folder of the model or of a run
   * @return the model
   * @throws IOException if the configuration is not valid
   */
  PublishableModel read(Path folder) throws IOException;

  /**
   * Tells how a model wants its images, for DJL's own translators.
   *
   * @param folder folder of the model
   * @return properties as {@link #images(ImageSize, Preprocessing)} makes them; without another
   *     definition none
   * @throws IOException if the configuration is not valid
   */
  default Map<String, String> images(Path folder) throws IOException {
    return Map.of();
  }

  /**
   * Writes how a model wants its images.
   *
   * @param size reference size
   * @param preprocessing what the model expects of them
   * @return properties of an artifact
   */
  static Map<String, String> images(ImageSize size, Preprocessing preprocessing) {
    return Map.of(
        CheckedArtifact.IMAGE,
        size.toString(),
        EvalTransform.PREPROCESSING,
        EvalTransform.toJson(preprocessing));
  }

  /**
   * Counts the parameters of an architecture that the zoo offers without weights.
   *
   * @param variant name of the architecture
   * @return the number of weights and biases, or empty if no model of this kind has that name
   */
  OptionalLong parameters(String variant);
}
