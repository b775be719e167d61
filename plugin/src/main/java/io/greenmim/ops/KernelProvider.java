package io.greenmim.ops;

import java.util.List;
import java.util.ServiceLoader;

/**
 * A module that brings functions of its own. Modules add theirs in {@code
 * META-INF/services/io.greenmim.ops.KernelProvider}; an implementation there needs a public
 * constructor without parameters.
 */
public interface KernelProvider {

  /**
   * Returns the text of the functions.
   *
   * @return the source, whose name no other module has
   */
  KernelSource source();

  /**
   * Lists the functions of all modules that are there.
   *
   * @return their sources
   */
  static List<KernelSource> sources() {
    return ServiceLoader.load(KernelProvider.class).stream()
        .map(provider -> provider.get().source())
        .toList();
  }
}
