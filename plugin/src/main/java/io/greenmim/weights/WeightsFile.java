package io.greenmim.weights;

import io.greenmim.checkpoint.LoadReport;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.StoredTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The weights beside the configuration of a model. */
public final class WeightsFile {

  /** Name of the weights in the folder. */
  public static final String NAME = "model.safetensors";

  private WeightsFile() {}

  /**
   * Opens the weights of a model.
   *
   * @param folder folder of the model
   * @return the file
   * @throws IOException if there is none or it cannot be read
   */
  public static SafeTensorsFile open(Path folder) throws IOException {
    return open(folder, NAME);
  }

  /**
   * Opens weights of another name in the folder of a model, such as an average.
   *
   * @param folder the folder
   * @param name name of the file
   * @return the file
   * @throws IOException if there is none or it is damaged
   */
  public static SafeTensorsFile open(Path folder, String name) throws IOException {
    Path weights = folder.resolve(name);
    if (!Files.isRegularFile(weights)) {
      throw new IOException(weights + ": expected the weights of the model, found no file");
    }
    return SafeTensorsFile.open(weights);
  }

  /**
   * Checks that tensors are those of a model.
   *
   * @param where what holds the tensors, for messages
   * @param model name of the model, for messages
   * @param expected shapes by name
   * @param tensors the tensors; floating-point numbers of any type fit
   * @throws IOException if a name is missing or unexpected, or a tensor has another shape or no
   *     floating-point numbers
   */
  public static void check(
      Path where,
      String model,
      Map<String, List<Long>> expected,
      Map<String, ? extends StoredTensor> tensors)
      throws IOException {
    List<String> missing =
        expected.keySet().stream().filter(name -> !tensors.containsKey(name)).toList();
    List<String> unexpected =
        tensors.keySet().stream()
            .map(String::valueOf)
            .filter(name -> !expected.containsKey(name))
            .toList();
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new IOException(
          "%s: expected the %s tensors of %s; missing %s; unexpected %s"
              .formatted(
                  where,
                  expected.size(),
                  model,
                  LoadReport.some(missing),
                  LoadReport.some(unexpected)));
    }
    for (Map.Entry<String, List<Long>> entry : expected.entrySet()) {
      StoredTensor tensor = tensors.get(entry.getKey());
      if (!tensor.shape().equals(entry.getValue()) || !tensor.type().floating()) {
        throw new IOException(
            "%s: %s: expected floating-point numbers %s, got %s"
                .formatted(where, entry.getKey(), entry.getValue(), tensor.describe()));
      }
    }
  }
}
