package io.greenmim.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim kernels}: the engine functions that this program assembles. */
@Command(
    name = "kernels",
    description = "Hands out the engine functions that half-blocks of transformers run in.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = KernelsExportCommand.class)
final class KernelsCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Refuses to run without a command. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: kernels export");
  }
}
