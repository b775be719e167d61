package io.greenmim.catalogue;

import io.greenmim.config.ModelConfig;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Reads a checkpoint strictly as the model that it should be. */
final class ImportingConverter implements CheckpointConverter {

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void convert(Path file, String artifactId, PublishedCheckpoint checkpoint, Path folder)
      throws IOException {
    ModelConfig config = checkpoint.config();
    SafeTensorsWriter.write(
        folder.resolve(ModelFolder.WEIGHTS),
        SafeTensorsFile.open(file).tensors(),
        Map.of("format", "greenmim"));
    ConfigFile.write(folder.resolve(ConfigFile.NAME), config);
  }
}
