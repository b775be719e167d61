package io.greenmim.cli.text;

import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.train.align.AlignSettings;
import io.greenmim.train.align.AlignTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
final class AlignCommand implements Callable<Integer> {

  private final SettingOptions<AlignSettings> settings = SettingOptions.of(AlignSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = settings.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OutputFolder output = OutputFolder.of(settings)) {
      AlignTraining.builder()
          .optSettings(settings.read())
          .addHook(SettingOptions.console(out))
          .optListener(out::println)
          .build()
          .run();
    }
    return 0;
  }
}
