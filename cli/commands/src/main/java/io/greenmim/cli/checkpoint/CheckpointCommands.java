package io.greenmim.cli.checkpoint;

import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands for checkpoints of other projects. */
public final class CheckpointCommands {

  private CheckpointCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        CommandGroup.of(
            "checkpoint",
            "Looks into checkpoints of other projects and converts them.",
            new CheckpointInspectCommand(),
            new CheckpointConvertCommand(),
            new CheckpointExtractCommand()));
  }
}
