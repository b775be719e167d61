package io.greenmim.cli.train;

import java.util.List;

/** The commands that pre-train. */
public final class TrainCommands {

  private TrainCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(new QuickstartCommand(), new PretrainCommand());
  }
}
