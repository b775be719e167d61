package io.greenmim.cli.detect;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim data}: looks into data sets. */
@Command(
    name = "data",
    description = "Looks into data sets of annotated images.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DataCheckCommand.class)
final class DataCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Refuses to run without a command. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: data check");
  }
}
