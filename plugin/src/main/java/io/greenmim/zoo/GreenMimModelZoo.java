package io.greenmim.zoo;

import ai.djl.repository.zoo.BaseModelLoader;
import ai.djl.repository.zoo.ModelLoader;
import ai.djl.repository.zoo.ModelZoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The models of the group {@code io.greenmim}: those of the zoos that the system property {@code
 * greenmim.zoo} or the environment's {@code GREENMIM_ZOO} names (folders and web addresses,
 * separated by commas), then those on the class path.
 *
 * <p>The class path holds the architectures: artifacts named after their variants, with the
 * property {@code pretrained=false}, whose weights are drawn from the argument {@code seed}
 * (default 0). Some have trained weights beside them, a newer version with {@code pretrained=true},
 * which is taken unless a filter or a seed asks for the other. Zoos are read each time a model is
 * looked for, so a model is found as soon as it is published. A zoo that cannot be read is an
 * error.
 *
 * <p>It also holds the checkpoints that others published: artifacts named after their variants with
 * a suffix, such as {@code .ms_in1k}, which are fetched when they are loaded.
 *
 * <p>Properties to filter by: {@code family}, {@code size}, {@code window}, {@code image}, {@code
 * pretrained}, {@code method}; of published checkpoints also {@code data} and {@code classes}.
 */
public final class GreenMimModelZoo extends ModelZoo {

  /** Group id of the zoo. */
  public static final String GROUP_ID = "io.greenmim";

  /** Name of the engine that the models run on. */
  static final String ENGINE = "PyTorch";

  /** Makes the zoo; DJL does it through {@link GreenMimZooProvider}. */
  public GreenMimModelZoo() {}

  @Override
  public String getGroupId() {
    return GROUP_ID;
  }

  @Override
  public Set<String> getSupportedEngines() {
    return Set.of(ENGINE);
  }

  /**
   * Lists the models.
   *
   * @return a loader for each artifact, published models first
   * @throws UncheckedIOException if a zoo cannot be read
   */
  @Override
  public Collection<ModelLoader> getModelLoaders() {
    try {
      return List.copyOf(
          ZooCatalog.configured(Map.of()).models().stream().map(BaseModelLoader::new).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Finds a model.
   *
   * @param name id of the artifact
   * @return its loader, or null if there is none
   * @throws UncheckedIOException if a zoo cannot be read
   */
  @Override
  public ModelLoader getModelLoader(String name) {
    return getModelLoaders().stream()
        .filter(loader -> loader.getArtifactId().equals(name))
        .findFirst()
        .orElse(null);
  }
}
