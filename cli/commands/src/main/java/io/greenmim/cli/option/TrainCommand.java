package io.greenmim.cli.option;

import io.greenmim.train.run.RunHook;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that trains: its options are the settings of the run, which it tells at the terminal.
 *
 * @param <S> type of the settings
 */
public abstract class TrainCommand<S extends Record> implements Callable<Integer> {

  private final SettingOptions<S> settings;

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options;

  @Spec private CommandSpec spec;

  /**
   * Makes the options.
   *
   * @param type class of the settings
   */
  protected TrainCommand(Class<S> type) {
    settings = SettingOptions.of(type);
    options = settings.spec();
  }

  /**
   * Trains from the beginning, or from a checkpoint, to the end.
   *
   * @param given the settings
   * @param console tells the run
   * @param listener takes what else is told, a line at a time
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  protected abstract void train(S given, RunHook console, Consumer<String> listener)
      throws IOException, InterruptedException;

  @Override
  public final Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OutputFolder output = OutputFolder.of(settings)) {
      train(settings.read(), SettingOptions.console(out), out::println);
    }
    return 0;
  }
}
