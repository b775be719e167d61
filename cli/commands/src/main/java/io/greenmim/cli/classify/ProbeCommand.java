package io.greenmim.cli.classify;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.config.ImageSize;
import io.greenmim.train.probe.EncoderProbe;
import io.greenmim.train.probe.LinearResult;
import io.greenmim.train.probe.LinearSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code greenmim probe}: a linear classifier of an encoder's features. */
@Command(
    name = "probe",
    sortOptions = false,
    description = {
      "Trains a linear classifier on an encoder's features, which stay as they are, behind a batch"
          + " normalisation without weights, as published for masked autoencoders.",
      "",
      "Minutes on a CPU: features are computed once, of the centres of images without augmentation."
          + " The learning rate is base rate x features of a step / 256; it rises for a ninth of"
          + " the epochs, then falls along half a cosine. Shares have their 95 %% intervals"
          + " (Wilson) beside them."
    })
final class ProbeCommand implements Callable<Integer> {

  @Mixin private ProbeOptions probe;

  private final SettingOptions<LinearSettings> linear = SettingOptions.of(LinearSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = linear.spec();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Write encoder and probe as a classifier too, with its result in probe.json. The folder"
              + " must not exist, or be empty.")
  private Path output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call()
      throws ModelException, IOException, InterruptedException, TranslateException {
    LinearSettings given = linear.read();
    requireFree(output);
    try (EncoderProbe opened = probe.open(spec)) {
      LinearResult result = opened.linear(given);
      spec.commandLine().getOut().println(result.text());
      probe.write(result.result());
      if (output != null) {
        ImageSize size = opened.save(output, result);
        ImageSize shown = opened.images().imageSize();
        String argument = size.equals(shown) ? "" : "; it was probed with imageSize " + shown;
        spec.commandLine().getOut().println("classifier in " + output + argument);
      }
    }
    return 0;
  }

  /** Looks before the work whether there is something to lose. */
  private static void requireFree(Path folder) throws IOException {
    if (folder == null || !Files.exists(folder)) {
      return;
    }
    boolean isFree = false;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        isFree = entries.findAny().isEmpty();
      }
    }
    if (!isFree) {
      throw new IllegalArgumentException(
          "--output: expected a folder that is empty or not there, got " + folder);
    }
  }
}
