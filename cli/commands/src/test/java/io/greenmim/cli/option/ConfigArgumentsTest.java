package io.greenmim.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.greenmim.detect.train.DetectorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

class ConfigArgumentsTest {

  @TempDir private Path folder;

  /** A list that a run has and that is given again is not twice as long. */
  @Test
  void whatIsGivenAgainReplacesWhatTheRunAndTheFileHave() throws IOException {
    Files.writeString(
        folder.resolve("options.json"),
        "{\"short-sides\": \"64,96\", \"long-side\": 128, \"lr\": 0.1}");
    Path file = folder.resolve("more.json");
    Files.writeString(file, "{\"long-side\": 256}");
    CommandSpec spec = SettingOptions.of(DetectorSettings.class).spec();
    List<String> given =
        List.of("--resume", "--output=" + folder, "--config=" + file, "--short-sides", "64,96");
    assertEquals(
        List.of(
            "--long-side=256",
            "--lr=0.1",
            "--resume",
            "--output=" + folder,
            "--config=" + file,
            "--short-sides",
            "64,96"),
        ConfigArguments.expand(spec, given));
  }
}
