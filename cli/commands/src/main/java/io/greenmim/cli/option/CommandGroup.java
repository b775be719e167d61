package io.greenmim.cli.option;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that others belong to; it does nothing without one of them. */
@Command(synopsisSubcommandLabel = "COMMAND")
public final class CommandGroup implements Runnable {

  @Spec private CommandSpec spec;

  private CommandGroup() {}

  /**
   * Makes a group.
   *
   * @param name its name
   * @param description what its commands do
   * @param commands the commands
   * @return the group, to be added to a command line
   */
  public static CommandLine of(String name, String description, Object... commands) {
    CommandLine group = new CommandLine(new CommandGroup());
    group.getCommandSpec().name(name).usageMessage().description(description);
    for (Object command : commands) {
      group.addSubcommand(command);
    }
    return group;
  }

  /** Refuses to run without a command. */
  @Override
  public void run() {
    String names =
        String.join(
            ", ",
            spec.subcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(command -> command.getKey())
                .toList());
    throw new ParameterException(
        spec.commandLine(), "a command is missing: %s %s".formatted(spec.name(), names));
  }
}
