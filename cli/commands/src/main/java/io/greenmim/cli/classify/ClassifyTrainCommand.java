package io.greenmim.cli.classify;

import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.train.classify.ClassifierSettings;
import io.greenmim.train.classify.ClassifierTraining;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code greenmim classify train}: trains a classifier on labelled images. */
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Trains a classifier on labelled images: an encoder with a linear head, from weights that"
          + " were pre-trained or from random ones.",
      "",
      "The learning rate is base rate x effective batch / 256, where the effective batch is batch"
          + " size x accumulated passes x devices. It rises for the warm-up, then falls along half"
          + " a cosine."
    })
final class ClassifyTrainCommand implements Callable<Integer> {

  private final SettingOptions<ClassifierSettings> settings =
      SettingOptions.of(ClassifierSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = settings.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (OutputFolder output = OutputFolder.of(settings)) {
      ClassifierTraining.builder()
          .optSettings(settings.read())
          .addHook(SettingOptions.console(out))
          .optListener(out::println)
          .build()
          .run();
    }
    return 0;
  }
}
