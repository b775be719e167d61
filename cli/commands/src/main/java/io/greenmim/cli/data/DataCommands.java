package io.greenmim.cli.data;

import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands that look into data sets. */
public final class DataCommands {

  private DataCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        CommandGroup.of(
            "data",
            "Looks into data sets of annotated images, and into the channels of images.",
            new DataCheckCommand(),
            new DataSplitCommand(),
            new DataStatsCommand(),
            new DataScenesCommand()));
  }
}
