package io.greenmim.cli.train;

import io.greenmim.cli.option.TrainCommand;
import io.greenmim.train.config.PretrainSettings;
import io.greenmim.train.pretrain.Pretraining;
import io.greenmim.train.run.RunHook;
import java.io.IOException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

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
final class PretrainCommand extends TrainCommand<PretrainSettings> {

  PretrainCommand() {
    super(PretrainSettings.class);
  }

  @Override
  protected void train(PretrainSettings given, RunHook console, Consumer<String> listener)
      throws IOException, InterruptedException {
    Pretraining.builder().optSettings(given).addHook(console).optListener(listener).build().run();
  }
}
