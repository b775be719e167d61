package io.greenmim.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim checkpoint}: looks into checkpoints of other projects and converts them. */
@Command(
    name = "checkpoint",
    description = "Looks into checkpoints of other projects and converts them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CheckpointInspectCommand.class,
      CheckpointConvertCommand.class,
      CheckpointExtractCommand.class
    })
final class CheckpointCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Refuses to run without a command. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: checkpoint inspect, convert or extract");
  }
}
