package io.greenmim.detect.weights;

import ai.djl.util.Progress;
import io.greenmim.config.ModelConfig;
import io.greenmim.weights.ConfigFile;
import io.greenmim.zoo.ZooCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the detector that a user names. */
public final class DetectorSource {

  private DetectorSource() {}

  private static Path usual(Path found) {
    Path best = found.resolve(DetectorFolder.BEST);
    return Files.isRegularFile(best.resolve(ConfigFile.NAME)) ? best : found;
  }

  /**
   * Finds the folder of a detector.
   *
   * @param text the folder of a run or a model, the id of an artifact in the configured zoos, or a
   *     {@code greenmim://} address
   * @param progress is told how a model of a zoo is fetched; may be null
   * @return the folder of the model, or of the whole run
   * @throws IOException if there is no such model, or it is no detector
   */
  public static Path folder(String text, Progress progress) throws IOException {
    Path found = ZooCatalog.locate(text, progress);
    if (!Files.isDirectory(found)) {
      throw new IOException(
          found
              + ": expected the folder of a run or a model, got a file; 'greenmim checkpoint"
              + " convert' makes a folder of a checkpoint");
    }
    Path folder = usual(found);
    if (!Files.isRegularFile(folder.resolve(ConfigFile.NAME))) {
      throw new IOException(
          "%s: expected the folder of a run or a model, found no %s in it"
              .formatted(folder, ConfigFile.NAME));
    }
    if (!DetectorFolder.isDetector(folder)) {
      ModelConfig other = ConfigFile.readModel(folder);
      throw new IOException(
          "%s: expected a detector, got %s, %s"
              .formatted(folder, other.variant(), other.kind().description()));
    }
    return found;
  }
}
