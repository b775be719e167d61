package io.greenmim.weights;

import io.greenmim.checkpoint.LoadReport;
import io.greenmim.tensors.HalfNumbers;
import io.greenmim.tensors.Printable;
import io.greenmim.tensors.SafeTensorsFile;
import io.greenmim.tensors.SafeTensorsWriter;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The weights beside the configuration of a model: one file, or two where the decoder's are apart,
 * so that neither is large.
 */
public final class WeightsFile {

  /** Name of the weights in the folder. */
  public static final String NAME = "model.safetensors";

  /** Name of the decoder's weights in the folder, where they are not among the others. */
  public static final String DECODER = "decoder.safetensors";

  private WeightsFile() {}

  /**
   * Opens the weights of a model.
   *
   * @param folder folder of the model
   * @return all tensors, the decoder's among them
   * @throws IOException if there are none, they cannot be read, or both files have a tensor
   */
  public static TensorFile open(Path folder) throws IOException {
    SafeTensorsFile weights = file(folder, NAME);
    if (!Files.isRegularFile(folder.resolve(DECODER))) {
      return weights;
    }
    SafeTensorsFile decoder = file(folder, DECODER);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(weights.tensors());
    for (Map.Entry<String, StoredTensor> tensor : decoder.tensors().entrySet()) {
      if (tensors.put(tensor.getKey(), tensor.getValue()) != null) {
        throw new IOException(
            "%s: %s: expected a tensor that %s lacks, got one of both"
                .formatted(decoder.path(), Printable.of(tensor.getKey()), NAME));
      }
    }
    return new Joined(weights.path(), Collections.unmodifiableMap(tensors), weights.metadata());
  }

  private record Joined(Path path, Map<String, StoredTensor> tensors, Map<String, String> metadata)
      implements TensorFile {}

  /**
   * Copies the weights of a model in half precision.
   *
   * @param from folder of the model
   * @param to folder for the copy
   * @param decoder which tensors go into a file of their own; may be none
   * @throws IOException if they cannot be read or written
   */
  public static void copyHalf(Path from, Path to, Predicate<String> decoder) throws IOException {
    TensorFile file = open(from);
    Map<String, StoredTensor> encoder = new LinkedHashMap<>();
    Map<String, StoredTensor> others = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, tensor) ->
                (decoder.test(name) ? others : encoder).put(name, HalfNumbers.of(tensor)));
    SafeTensorsWriter.write(to.resolve(NAME), encoder, file.metadata());
    if (!others.isEmpty()) {
      SafeTensorsWriter.write(to.resolve(DECODER), others, Map.of());
    }
  }

  /**
   * Opens the weights of a model with those of another file in their place, such as an average,
   * which has none of what was not trained.
   *
   * @param folder folder of the model
   * @param name name of the file there; {@value #NAME} for the weights as they are
   * @return all tensors
   * @throws IOException if there is no such file, or one cannot be read
   */
  public static TensorFile open(Path folder, String name) throws IOException {
    if (name.equals(NAME)) {
      return open(folder);
    }
    SafeTensorsFile others = file(folder, name);
    Map<String, StoredTensor> tensors = new LinkedHashMap<>(open(folder).tensors());
    tensors.putAll(others.tensors());
    return new Joined(others.path(), Collections.unmodifiableMap(tensors), others.metadata());
  }

  private static SafeTensorsFile file(Path folder, String name) throws IOException {
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
