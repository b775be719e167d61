package io.greenmim.detect.weights;

import ai.djl.ndarray.NDManager;
import io.greenmim.detect.config.DetectorConfig;
import io.greenmim.detect.model.MaskRcnn;
import io.greenmim.weights.StateDict;
import io.greenmim.weights.TensorArrays;
import io.greenmim.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;

/** Detectors with their weights in the engine's memory. */
public final class LoadedDetector {

  private LoadedDetector() {}

  /**
   * Loads the detector in a folder.
   *
   * @param manager manager that owns the weights and names their device
   * @param folder folder of the detector
   * @return the detector with its weights
   * @throws IOException if a file is missing, not one of a detector, or does not fit the
   *     configuration
   */
  public static MaskRcnn load(NDManager manager, Path folder) throws IOException {
    return load(manager, folder, WeightsFile.NAME, DetectorFolder.readConfig(folder));
  }

  /**
   * Loads the detector in a folder with some of the weights there.
   *
   * @param manager manager that owns the weights and names their device
   * @param folder folder of the detector
   * @param weights name of the file of the weights
   * @param config the folder's configuration, with whatever is to be otherwise for the tensors of
   *     the same names and shapes
   * @return the detector with these weights
   * @throws IOException if the file is missing, damaged, or does not fit the configuration
   */
  public static MaskRcnn load(NDManager manager, Path folder, String weights, DetectorConfig config)
      throws IOException {
    MaskRcnn detector = MaskRcnn.of(config, 0);
    StateDict.of(detector)
        .load(manager, detector.inputShape(), DetectorFolder.open(folder, weights, config));
    return detector;
  }

  /**
   * Writes a detector's configuration and weights, each file whole or not at all.
   *
   * @param folder folder of the detector
   * @param detector the detector with its weights
   * @throws IOException if a file cannot be written
   */
  public static void save(Path folder, MaskRcnn detector) throws IOException {
    DetectorFolder.save(
        folder, detector.config(), TensorArrays.stored(StateDict.of(detector).arrays()));
  }
}
