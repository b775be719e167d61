package io.greenmim.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A kind of models that a zoo can hold. A module names its implementation in {@code
 * META-INF/services/io.greenmim.zoo.PublishableKind}; it needs a public constructor without
 * parameters. What no module takes is an encoder with or without a head.
 */
public interface PublishableKind {

  /**
   * Reads the configuration of a model.
   *
   * @param folder folder of the model or of a run
   * @return the model, or empty if it is of another kind
   * @throws IOException if the configuration is not valid
   */
  Optional<PublishableModel> read(Path folder) throws IOException;

  /**
   * Names the classes of these models.
   *
   * @return the classes and the arguments that they take
   */
  ModelFactories factories();

  /**
   * Counts the parameters of an architecture that the zoo offers without weights.
   *
   * @param variant name of the architecture
   * @return the number of weights and biases, or empty if no model of this kind has that name
   */
  OptionalLong parameters(String variant);
}
