package io.greenmim.cli.classify;

import ai.djl.ModelException;
import ai.djl.translate.TranslateException;
import io.greenmim.cli.option.SettingOptions;
import io.greenmim.tensors.AtomicFiles;
import io.greenmim.train.probe.EncoderProbe;
import io.greenmim.train.probe.ProbeResult;
import io.greenmim.train.probe.ProbeSettings;
import io.greenmim.train.report.LoadingProgress;
import io.greenmim.weights.ConfigFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of commands that ask what features tell of labels. */
final class ProbeOptions {

  private final SettingOptions<ProbeSettings> settings = SettingOptions.of(ProbeSettings.class);

  @SuppressWarnings("UnusedVariable") // picocli reads it.
  @Mixin
  private final CommandSpec options = settings.spec();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers to a file too.")
  private Path json;

  /** Options that picocli fills. */
  ProbeOptions() {}

  /** Computes the features; tells what is passed over, and what there is. */
  EncoderProbe open(CommandSpec spec)
      throws ModelException, IOException, InterruptedException, TranslateException {
    ProbeSettings given = settings.read();
    if (json != null && !Files.isDirectory(json.toAbsolutePath().getParent())) {
      throw new IllegalArgumentException(
          "--json: expected a file in a folder that exists, got " + json);
    }
    PrintWriter out = spec.commandLine().getOut();
    EncoderProbe probe =
        EncoderProbe.builder()
            .optSettings(given)
            .optListener(
                line -> {
                  out.println(line);
                  out.flush();
                })
            .optProgress(new LoadingProgress(spec.commandLine().getErr()))
            .build();
    SettingOptions.tell(spec, probe.unreadable().lines());
    out.println(probe.images().text());
    out.flush();
    return probe;
  }

  /** Writes a result to the file that the user named, if any. */
  void write(ProbeResult result) throws IOException {
    if (json != null) {
      AtomicFiles.writeText(json, ConfigFile.toJson(result.values()) + "\n");
    }
  }
}
