package io.greenmim.cli.detect;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim detect}: trains, evaluates and uses detectors. */
@Command(
    name = "detect",
    description = "Trains detectors of objects and their masks, uses and evaluates them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DetectTrainCommand.class,
      DetectPredictCommand.class,
      DetectEvaluateCommand.class
    })
final class DetectCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Refuses to run without a command. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: detect " + String.join(", ", spec.subcommands().keySet()));
  }
}
