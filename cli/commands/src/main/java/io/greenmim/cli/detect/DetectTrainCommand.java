package io.greenmim.cli.detect;

import io.greenmim.checkpoint.ImportOptions;
import io.greenmim.cli.option.ConfigArguments;
import io.greenmim.cli.option.OptionsFile;
import io.greenmim.cli.option.OutputFolder;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.train.DetectorSettings;
import io.greenmim.detect.train.DetectorTraining;
import io.greenmim.detect.train.TrainingData;
import io.greenmim.detect.weights.StartingWeights;
import io.greenmim.train.config.Settings;
import io.greenmim.train.device.Placement;
import io.greenmim.train.run.ConsoleHook;
import io.greenmim.train.task.WarmStart;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
    new DetectorTraining(
            chosen.options(detector),
            read,
            placed,
            Optional.ofNullable(chosen.init()).map(init -> () -> start(chosen, detector)),
            ConfigArguments.words("detect train", named),
            List.of(new OptionsFile(named), new ConsoleHook(out, System.err)))
        .run();
  }

  private static WarmStart start(DetectorSettings chosen, DetectorConfig detector)
      throws IOException {
    Path source = StartingWeights.locate(chosen.init(), null);
    StartingWeights weights =
        StartingWeights.read(
            source, detector, ImportOptions.defaults().withTableResize(chosen.resize()));
    return new WarmStart(weights.summary(), weights.tensors());
  }
}
