package io.greenmim.cli.detect;

import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.detect.train.DetectorSettings;
import io.greenmim.detect.train.DetectorTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
final class DetectTrainCommand implements Callable<Integer> {

  private final SettingOptions<DetectorSettings> settings =
      SettingOptions.of(DetectorSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = settings.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OutputFolder output = OutputFolder.of(settings)) {
      DetectorTraining.builder()
          .optSettings(settings.read())
          .addHook(SettingOptions.console(out))
          .optListener(out::println)
          .build()
          .run();
    }
    return 0;
  }
}
