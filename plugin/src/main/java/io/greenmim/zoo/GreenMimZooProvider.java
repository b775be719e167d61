package io.greenmim.zoo;

import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;
import io.greenmim.ops.EngineStart;

/**
 * Tells DJL of the zoo; found through {@code ServiceLoader} when the first model is looked for,
 * which is before a model loads the engine.
 */
public final class GreenMimZooProvider implements ZooProvider {

  /** Makes the provider; DJL does it by reflection. */
  public GreenMimZooProvider() {
    EngineStart.prepare();
  }

  @Override
  public ModelZoo getModelZoo() {
    return new GreenMimModelZoo();
  }
}
