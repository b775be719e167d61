package io.greenmim.cli.classify;

import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands for classifiers. */
public final class ClassifyCommands {

  private ClassifyCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        CommandGroup.of(
            "classify",
            "Trains classifiers of images, uses and evaluates them.",
            new ClassifyTrainCommand(),
            new ClassifyEvaluateCommand(),
            new ClassifyPredictCommand()),
        new KnnCommand(),
        new ProbeCommand());
  }
}
