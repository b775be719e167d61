package io.greenmim.cli.measure;

import io.greenmim.cli.option.CommandGroup;
import java.util.List;

/** The commands that verify and measure. */
public final class MeasureCommands {

  private MeasureCommands() {}

  /**
   * Makes the commands.
   *
   * @return new commands, in the order in which help lists them
   */
  public static List<Object> all() {
    return List.of(
        new VerifyCommand(),
        CommandGroup.of(
            "bench",
            "Measures speed, work and memory on this machine.",
            new BenchPretrainCommand(),
            new BenchFeaturesCommand(),
            new BenchGroupingCommand(),
            new BenchLoaderCommand(),
            new BenchCaseCommand(),
            new BenchDetectCommand()));
  }
}
