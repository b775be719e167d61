package io.greenmim.cli.classify;

import io.greenmim.cli.option.TrainCommand;
import io.greenmim.train.classify.ClassifierSettings;
import io.greenmim.train.classify.ClassifierTraining;
import io.greenmim.train.run.RunHook;
import java.io.IOException;
import java.util.function.Consumer;
import picocli.CommandLine.Command;

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
final class ClassifyTrainCommand extends TrainCommand<ClassifierSettings> {

  ClassifyTrainCommand() {
    super(ClassifierSettings.class);
  }

  @Override
  protected void train(ClassifierSettings given, RunHook console, Consumer<String> listener)
      throws IOException, InterruptedException {
    ClassifierTraining.builder()
        .optSettings(given)
        .addHook(console)
        .optListener(listener)
        .build()
        .run();
  }
}
