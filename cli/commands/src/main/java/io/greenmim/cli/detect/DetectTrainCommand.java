package io.greenmim.cli.detect;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.cli.option.ConfigArguments;
import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.train.DetectorSettings;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.detect.train.TrainingData;
import io.greenmim.detect.weights.StartingWeights;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.config.Settings;
import io.greenmim.train.device.Placement;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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

  @Mixin private final CommandSpec options = settings.spec();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (OutputFolder output = OutputFolder.of(settings)) {
      train(settings.read());
    }
    return 0;
  }

  private void train(DetectorSettings chosen) throws IOException, InterruptedException {
    Map<String, Object> named = Settings.of(DetectorSettings.class).named(chosen);
    PrintWriter out = spec.commandLine().getOut();
    Placement placed = Placement.of(chosen.placement());
    TrainingData read = TrainingData.read(chosen.folder(), chosen.mostImages(), out);
    DetectorConfig detector = chosen.config(read.train().categories());
    try (DetectorTraining training =
        new DetectorTraining(chosen.options(detector), read, placed, out)) {
      training.prepare(chosen.run().resume());
      Optional<StartingWeights> start =
          chosen.run().resume() ? Optional.empty() : start(chosen, detector, out);
      AtomicFiles.writeText(
          chosen.run().output().resolve(ConfigArguments.FILE), ConfigFile.toJson(named) + "\n");
      training.run(start, ConfigArguments.words("detect train", named));
    }
  }

  private static Optional<StartingWeights> start(
      DetectorSettings chosen, DetectorConfig detector, PrintWriter out) throws IOException {
    if (chosen.init() == null) {
      return Optional.empty();
    }
    Path source = StartingWeights.locate(chosen.init(), null);
    StartingWeights weights =
        StartingWeights.read(
            source, detector, ImportOptions.defaults().withTableResize(chosen.resize()));
    out.println(weights.summary());
    out.flush();
    return Optional.of(weights);
  }
}
