package io.greenmim.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.greenmim.testing.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A configuration that somebody else wrote becomes no size that exhausts the memory. */
class HostileConfigTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"depths\": \\[[^\\]]*\\]|\"depths\": [1000000000, 1, 1, 1]|depths: expected at most 1000",
        "\"window\": \\d+|\"window\": 100000|window: expected at most 64, got 100000",
        "\"imageSize\": \\d+|\"imageSize\": 1073741824|imageSize: expected at most 8192",
        "\"embedDim\": \\d+|\"embedDim\": 1073741824|embedDim: expected at most 65536",
        "\"mlpRatio\": [\\d.]+|\"mlpRatio\": 1e300|mlpRatio: expected at most 64",
        "\"decoderDepth\": \\d+|\"decoderDepth\": 2000000000|decoderDepth: expected at most 1000"
      })
  void sizesAreLimited(String regex, String by, String expected) throws IOException {
    Path file = folder.resolve(ConfigFile.NAME);
    ConfigFile.write(file, TinyModels.masked(64, 4));
    String text = Files.readString(file);
    String edited = text.replaceFirst(regex, by);
    assertFalse(edited.equals(text), regex);
    Files.writeString(file, edited);
    IOException e = assertThrows(IOException.class, () -> ConfigFile.readModel(folder));
    assertEquals(0, e.getMessage().indexOf(file + ": " + expected), e.getMessage());
  }

  @Test
  void stagesAreLimited() throws IOException {
    Path file = folder.resolve(ConfigFile.NAME);
    ConfigFile.write(file, TinyModels.masked(64, 4));
    String many = "[" + "1, ".repeat(40) + "1]";
    String edited =
        Files.readString(file)
            .replaceFirst("\"depths\": \\[[^\\]]*\\]", "\"depths\": " + many)
            .replaceFirst("\"heads\": \\[[^\\]]*\\]", "\"heads\": " + many);
    Files.writeString(file, edited);
    IOException e = assertThrows(IOException.class, () -> ConfigFile.readModel(folder));
    assertEquals(file + ": number of stages: expected at most 8, got 41", e.getMessage());
  }
}
