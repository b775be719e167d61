package io.greenmim.cli.model;

import java.util.List;

/** The commands that use, publish and list models. */
public final class ModelCommands {

  private ModelCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        new PublishCommand(),
        new FeaturesCommand(),
        new ReconstructCommand(),
        new ZooCommand(),
        new ImportCommand());
  }
}
