package io.greenmim.cli.machine;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code greenmim completion}: prints a script that completes commands and options in bash and zsh.
 */
@Command(
    name = "completion",
    description = "Prints the completion script for bash and zsh.",
    footer = {"", "To use it in the current shell:", "  source <(greenmim completion)"})
final class CompletionCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine root = spec.root().commandLine();
    root.getOut().print(AutoComplete.bash(root.getCommandName(), root));
    root.getOut().flush();
  }
}
