package io.greenmim.cli.train;

import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.pretrain.Pretraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Pre-trains an encoder on a folder of images. */
@Command(
    name = "pretrain",
    sortOptions = false,
    description = {
      "Pre-trains an encoder on a folder of images, without labels.",
      "",
      "The learning rate is base rate x effective batch / 256, where the effective batch is batch"
          + " size x accumulated passes x devices."
    })
final class PretrainCommand implements Callable<Integer> {

  private final SettingOptions<PretrainSettings> settings =
      SettingOptions.of(PretrainSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = settings.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OutputFolder output = OutputFolder.of(settings)) {
      Pretraining.builder()
          .optSettings(settings.read())
          .addHook(SettingOptions.console(out))
          .optListener(out::println)
          .build()
          .run();
    }
    return 0;
  }
}
