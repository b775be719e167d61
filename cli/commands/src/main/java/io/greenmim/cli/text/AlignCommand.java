package io.greenmim.cli.text;

import io.greenmim.cli.option.TrainCommand;
import io.greenmim.train.align.AlignSettings;
import io.greenmim.train.align.AlignTraining;
import io.greenmim.train.run.RunHook;
import java.io.IOException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code greenmim align}: aligns images with sentences. */
@Command(
    name = "align",
    sortOptions = false,
    description = {
      "Aligns images with sentences: an encoder of images that was trained before, and one of"
          + " sentences that comes along, get vectors of one space, near where they tell the same.",
      "",
      "The encoders are locked, and what they make of each image and sentence is computed once;"
          + " attention over an image's tokens and two projections are trained. The run's folder"
          + " loads through Criteria: an image, or a sentence, to float[], and DJL's own zero-shot"
          + " classification."
    })
final class AlignCommand extends TrainCommand<AlignSettings> {

  AlignCommand() {
    super(AlignSettings.class);
  }

  @Override
  protected void train(AlignSettings given, RunHook console, Consumer<String> listener)
      throws IOException, InterruptedException {
    AlignTraining.builder().optSettings(given).addHook(console).optListener(listener).build().run();
  }
}
