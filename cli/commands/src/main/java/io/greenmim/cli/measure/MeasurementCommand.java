package io.greenmim.cli.measure;

import io.greenmim.bench.Measurement;
import io.greenmim.bench.Report;
import io.greenmim.cli.option.SettingOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A benchmark that measures in this virtual machine; its settings are the command's options.
 *
 * @param <T> type of the settings
 */
@Command(sortOptions = false)
final class MeasurementCommand<T extends Record & Measurement<? extends Report>>
    implements Callable<Integer> {

  private final SettingOptions<T> settings;

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  private MeasurementCommand(Class<T> type) {
    settings = SettingOptions.of(type);
    options = settings.spec();
  }

  static <T extends Record & Measurement<? extends Report>> CommandLine of(
      String name, String description, Class<T> type) {
    CommandLine line = new CommandLine(new MeasurementCommand<>(type));
    line.getCommandSpec().name(name).usageMessage().description(description);
    return line;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    json.check();
    PrintWriter err = spec.commandLine().getErr();
    Report report =
        settings
            .read()
            .measure(
                line -> {
                  err.println(line);
                  err.flush();
                });
    json.finish(spec.commandLine().getOut(), report);
    return 0;
  }
}
