package io.greenmim.cli.detect;

import io.greenmim.cli.option.TrainCommand;
import io.greenmim.detect.train.DetectorSettings;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.train.run.RunHook;
import java.io.IOException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

/** {@code greenmim detect train}: trains a Mask R-CNN on annotated images. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Trains a Mask R-CNN on images with COCO annotations.",
      "",
      "The defaults are the published recipe: AdamW, 36 epochs, the learning rate falls to a tenth"
          + " after 27 and 33. It is meant for steps of 16 images."
    })
final class DetectTrainCommand extends TrainCommand<DetectorSettings> {

  DetectTrainCommand() {
    super(DetectorSettings.class);
  }

  @Override
  protected void train(DetectorSettings given, RunHook console, Consumer<String> listener)
      throws IOException, InterruptedException {
    DetectorTraining.builder()
        .optSettings(given)
        .addHook(console)
        .optListener(listener)
        .build()
        .run();
  }
}
