package io.greenmim.cli;

import io.greenmim.cli.checkpoint.CheckpointCommands;
import io.greenmim.cli.classify.ClassifyCommands;
import io.greenmim.cli.data.DataCommands;
import io.greenmim.cli.detect.DetectionCommands;
import io.greenmim.cli.machine.BuildVersion;
import io.greenmim.cli.machine.MachineCommands;
import io.greenmim.cli.measure.MeasureCommands;
import io.greenmim.cli.model.ModelCommands;
import io.greenmim.cli.option.ConfigArguments;
import io.greenmim.cli.option.FailureReport;
import io.greenmim.cli.search.SearchCommands;
import io.greenmim.cli.text.TextCommands;
import io.greenmim.cli.train.TrainCommands;
import io.greenmim.ops.EngineStart;
import io.greenmim.train.config.UserException;
import io.greenmim.train.run.InterruptOnShutdown;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The root command.
 *
 * <p>Exit codes: 0 success, 1 the command failed, 2 it was called wrongly, 130 and 143 it was told
 * to end by Ctrl-C or SIGTERM. A failure is one line on standard error.
 */
@Command(
    name = "greenmim",
    description = "Pre-trains hierarchical vision transformers by masked image modelling.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:the command failed",
      "2:wrong usage",
      "130:ended by Ctrl-C",
      "143:ended by SIGTERM"
    })
public final class GreenMim implements Runnable {

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean stacktrace;

  @Spec private CommandSpec spec;

  private GreenMim() {}

  /**
   * Runs the command line and ends the process with its exit code.
   *
   * @param args the arguments, the command's name first
   */
  public static void main(String[] args) {
    // Pictures are drawn off screen, and numbers are printed alike everywhere.
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.ROOT);
    CommandLog.configure();
    EngineStart.prepare();
    int exitCode;
    // Neither hooks nor destructors: they would take the libraries away from the code that hangs.
    InterruptOnShutdown end =
        new InterruptOnShutdown(() -> Runtime.getRuntime().halt(FailureReport.TERMINATED));
    try (end) {
      exitCode = execute(commandLine(), args);
    } catch (LinkageError e) {
      // A library that was about to be loaded when the end began.
      if (!FailureReport.wasStopped(e)) {
        throw e;
      }
      exitCode = FailureReport.STOPPED;
    }
    // Once its hooks have run, a virtual machine that ends would take this code for its own (143).
    if (!end.begun()) {
      System.exit(exitCode);
    }
  }

  /**
   * Runs a command, with the options of the files that its arguments name.
   *
   * @param line the command line
   * @param args the arguments, the command's name first
   * @return the exit code
   */
  static int execute(CommandLine line, String... args) {
    CommandLine command = line;
    int names = 0;
    while (names < args.length && command.getSubcommands().containsKey(args[names])) {
      command = command.getSubcommands().get(args[names++]);
    }
    if (names == 0) {
      return line.execute(args);
    }
    try {
      List<String> given = List.of(args).subList(names, args.length);
      List<String> expanded = new ArrayList<>(List.of(args).subList(0, names));
      expanded.addAll(ConfigArguments.expand(command.getCommandSpec(), given));
      return line.execute(expanded.toArray(String[]::new));
    } catch (IOException | IllegalArgumentException e) {
      line.getErr().println("greenmim: " + FailureReport.message(e));
      line.getErr().flush();
      return CommandLine.ExitCode.USAGE;
    }
  }

  /**
   * Builds the command line from all commands.
   *
   * @return a command line that prints to the standard streams until told otherwise
   */
  public static CommandLine commandLine() {
    return commandLine(
        Stream.of(
                TrainCommands.all(),
                ModelCommands.all(),
                CheckpointCommands.all(),
                MeasureCommands.all(),
                MachineCommands.all(),
                DataCommands.all(),
                DetectionCommands.all(),
                ClassifyCommands.all(),
                SearchCommands.all(),
                TextCommands.all())
            .flatMap(List::stream)
            .toList());
  }

  /**
   * Builds the command line from given commands.
   *
   * @param commands objects with picocli's {@code @Command}
   * @return the command line
   */
  static CommandLine commandLine(List<Object> commands) {
    GreenMim root = new GreenMim();
    CommandLine line = new CommandLine(root);
    commands.forEach(line::addSubcommand);
    FailureReport report =
        new FailureReport(() -> root.stacktrace || "1".equals(System.getenv("GREENMIM_DEBUG")));
    return line.setExecutionStrategy(GreenMim::runLast)
        .setParameterExceptionHandler(report)
        .setExecutionExceptionHandler(report)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Runs the command; what it cannot load, such as a native library, is one line too. */
  private static int runLast(ParseResult parsed) {
    try {
      return new RunLast().execute(parsed);
    } catch (LinkageError e) {
      UserException failure = new UserException("cannot be loaded: " + e, e);
      CommandLine command = parsed.commandSpec().commandLine();
      throw new ExecutionException(command, failure.getMessage(), failure);
    }
  }

  /** Refuses to run without a command. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
