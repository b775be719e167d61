package io.greenmim.zoo;

import ai.djl.repository.zoo.ModelZoo;
import ai.djl.repository.zoo.ZooProvider;

/** Tells DJL of the zoo; found through {@code ServiceLoader}. */
public final class GreenMimZooProvider implements ZooProvider {

  /** Makes the provider; DJL does it by reflection. */
  public GreenMimZooProvider() {}

  @Override
  public ModelZoo getModelZoo() {
    return new GreenMimModelZoo();
  }
}
