package io.greenmim.zoo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A kind of models that can be published. A module names its implementation in {@code
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
}
