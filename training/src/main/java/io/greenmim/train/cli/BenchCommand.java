package io.greenmim.train.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code greenmim bench}: measures speed, work and memory. */
@Command(
    name = "bench",
    description = "Measures speed, work and memory on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchPretrainCommand.class,
      BenchFeaturesCommand.class,
      BenchGroupingCommand.class,
      BenchLoaderCommand.class,
      BenchCaseCommand.class
    })
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Refuses to run without a command. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: bench pretrain, features, grouping or loader");
  }
}
