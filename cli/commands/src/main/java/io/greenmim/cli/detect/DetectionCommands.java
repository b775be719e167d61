package io.greenmim.cli.detect;

import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands for detectors. */
public final class DetectionCommands {

  private DetectionCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        CommandGroup.of(
            "detect",
            "Trains detectors of objects and their masks, uses and evaluates them.",
            new DetectTrainCommand(),
            new DetectPredictCommand(),
            new DetectEvaluateCommand()));
  }
}
