package io.greenmim.train.cli;

import java.util.List;

/**
 * Adds commands to {@code greenmim}. A module names its implementation in {@code
 * META-INF/services/io.greenmim.train.cli.CommandProvider}; it needs a public constructor without
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
}
