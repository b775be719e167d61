package io.greenmim.detect.weights;

import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import io.greenmim.weights.ConfigFile;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A detector on disk: {@code config.json} and {@code model.safetensors} in one folder. */
public final class DetectorFolder {

  /** Folder of the best weights in the folder of a training run. */
  public static final String BEST = "best";

  /** A key that the configurations of detectors have alone. */
  public static final String MARK = "categories";

  private DetectorFolder() {}

  /**
   * Reads the configuration.
   *
   * @param folder folder of the detector
   * @return the configuration
   * @throws IOException if there is none, it is that of another kind of model, or not valid
   */
  public static DetectorConfig readConfig(Path folder) throws IOException {
    return ConfigFile.readModel(DetectorConfig.class, MARK, folder);
  }

  /**
   * Tells whether the configuration in a folder is a detector's.
   *
   * @param folder folder of a model
   * @return whether {@link #readConfig} expects to read it
   * @throws IOException if there is none or it is no JSON object
   */
  public static boolean isDetector(Path folder) throws IOException {
    return ConfigFile.readMap(folder.resolve(ConfigFile.NAME)).containsKey(MARK);
  }

  /**
   * Opens the weights and checks that they are those of the configuration.
   *
   * @param folder folder of the detector
   * @param config its configuration
   * @return the weights
   * @throws IOException if there are none, or they do not fit the configuration
   */
  public static TensorFile open(Path folder, DetectorConfig config) throws IOException {
    return open(folder, WeightsFile.NAME, config);
  }

  /** Opens one of several files of weights. */
  static TensorFile open(Path folder, String weights, DetectorConfig config) throws IOException {
    TensorFile file = WeightsFile.open(folder, weights);
    WeightsFile.check(file.path(), config.variant(), DetectorTensors.of(config), file.tensors());
    return file;
  }

  /**
   * Writes configuration and weights, each file whole or not at all.
   *
   * @param folder folder of the detector
   * @param config its configuration
   * @param tensors tensors by the names of the detector's state dict, floating-point numbers of any
   *     type
   * @throws IOException if the tensors are not those of the configuration, one cannot be read, or a
   *     file cannot be written
   */
  public static void save(Path folder, DetectorConfig config, Map<String, StoredTensor> tensors)
      throws IOException {
    WeightsFile.check(folder, config.variant(), DetectorTensors.of(config), tensors);
    ConfigFile.write(folder.resolve(ConfigFile.NAME), config);
    DetectorExporter.writeOurs(folder.resolve(WeightsFile.NAME), tensors, config);
  }
}
