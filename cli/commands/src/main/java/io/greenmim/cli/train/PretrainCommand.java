package io.greenmim.cli.train;

import io.greenmim.cli.option.ConfigArguments;
import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.config.Settings;
import io.greenmim.train.device.Placement;
import io.greenmim.train.pretrain.Pretraining;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.util.Map;
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

  @Mixin private final CommandSpec options = settings.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (OutputFolder output = OutputFolder.of(settings)) {
      PretrainSettings chosen = settings.read();
      Map<String, Object> named = Settings.of(PretrainSettings.class).named(chosen);
      try (Pretraining training =
          new Pretraining(
              chosen.options(),
              Placement.of(chosen.placement()),
              spec.commandLine().getOut(),
              ConfigArguments.words("pretrain", named))) {
        training.prepare(chosen.run().resume());
        AtomicFiles.writeText(
            output.path().resolve(ConfigArguments.FILE), ConfigFile.toJson(named) + "\n");
        training.run();
      }
    }
    return 0;
  }
}
