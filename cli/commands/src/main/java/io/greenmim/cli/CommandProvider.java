package io.greenmim.cli;

import java.util.List;
import java.util.Map;

/**
 * Adds commands to {@code greenmim}. A module names its implementation in {@code
 * META-INF/services/io.greenmim.cli.CommandProvider}; it needs a public constructor without
 * parameters.
 */
public interface CommandProvider {

  /**
   * Creates the commands.
   *
   * @return new objects whose classes carry picocli's {@code @Command} with a name that no other
   *     command has
   */
  List<Object> commands();

  /**
   * Creates the commands that join a built-in one, as {@code bench detect} joins {@code bench}.
   *
   * @return new objects as those of {@link #commands()}, by the name of the command that they join;
   *     none unless a module says so
   */
  default Map<String, List<Object>> subcommands() {
    return Map.of();
  }
}
