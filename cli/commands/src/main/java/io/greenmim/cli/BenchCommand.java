package io.greenmim.cli;

import java.util.List;
import java.util.Map;
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
    List<String> names =
        spec.subcommands().entrySet().stream()
            .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    throw new ParameterException(
        spec.commandLine(), "a command is missing: bench " + String.join(", ", names));
  }
}
