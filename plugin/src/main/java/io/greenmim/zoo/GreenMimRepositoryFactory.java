package io.greenmim.zoo;

import ai.djl.repository.Repository;
import ai.djl.repository.RepositoryFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Set;

/**
 * Makes {@code greenmim://ARTIFACT[/VERSION][?zoo=FOLDER-OR-URL]} usable wherever DJL takes the
 * address of a model, such as {@code Criteria.optModelUrls}.
 *
 * <p>The artifact is looked for in the given zoo; else in those that the system property {@code
 * greenmim.zoo} or the environment's {@code GREENMIM_ZOO} names (folders and web addresses,
 * separated by commas), then in the one on the class path. Without a version the newest is taken.
 * Other keys after the question mark become arguments of the model. Special characters are written
 * as in any URI, a space as {@code %20}.
 */
public final class GreenMimRepositoryFactory implements RepositoryFactory {

  /** Makes the factory; DJL does it by reflection. */
  public GreenMimRepositoryFactory() {}

  /**
   * Finds the artifact of an address.
   *
   * @param name name of the repository; not used
   * @param uri the address
   * @return a repository of the one artifact
   * @throws IllegalArgumentException if the address is not valid
   * @throws UncheckedIOException if the zoo cannot be read, or has no such artifact or version
   */
  @Override
  public Repository newInstance(String name, URI uri) {
    try {
      return ZooCatalog.open(uri);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Set<String> getSupportedScheme() {
    return Set.of(ZooAddress.SCHEME);
  }
}
