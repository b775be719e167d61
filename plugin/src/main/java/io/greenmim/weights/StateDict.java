package io.greenmim.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.greenmim.nn.InitialValues;
import io.greenmim.nn.NamedParameters;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The parameters of a block by their published names, and their values. */
public final class StateDict {

  private final Block block;
  private final Map<String, Parameter> parameters;

  private StateDict(Block block, Map<String, Parameter> parameters) {
    this.block = block;
    this.parameters = parameters;
  }

  /**
   * Lists the parameters of a block.
   *
   * @param block the block
   * @return its state dict, in the order of the block's children
   */
  public static StateDict of(Block block) {
    return new StateDict(block, NamedParameters.of(block));
  }

  /** {@return names and parameters, in order; not to be changed} */
  public Map<String, Parameter> parameters() {
    return parameters;
  }

  /**
   * Returns the values by name.
   *
   * @return names and arrays, in order
   */
  public Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    parameters.forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
    return arrays;
  }

  /**
   * Adds names, shapes and values to a digest.
   *
   * @param digest takes them in order
   */
  public void addTo(MessageDigest digest) {
    parameters.forEach(
        (name, parameter) -> {
          NDArray array = parameter.getArray();
          String line = name + array.getShape() + "\n";
          digest.update(line.getBytes(StandardCharsets.UTF_8));
          digest.update(array.toByteArray());
        });
  }

  /**
   * Gives every parameter its initial value, as its initialiser draws it from a seed.
   *
   * @param manager manager that owns the parameters and names their device
   * @param input shape of an input of the block
   * @param seed seed of the values
   */
  public void initialise(NDManager manager, Shape input, long seed) {
    InitialValues.seed(block, seed);
    block.initialize(manager, DataType.FLOAT32, input);
  }

  /**
   * Gives every parameter the value of the same name in a file.
   *
   * @param manager manager that owns the parameters and names their device
   * @param input shape of an input of the block
   * @param file the file
   * @throws IOException if the file cannot be read, a name is missing or unexpected, or a shape
   *     differs; then no parameter has a value
   */
  public void load(NDManager manager, Shape input, TensorFile file) throws IOException {
    load(manager, input, file, new Part("", Set.of()));
  }

  /**
   * Which part of a file's tensors belongs to a block.
   *
   * @param prefix what stands before the block's names in the file, such as {@code encoder.}; names
   *     of the file without the prefix are left alone
   * @param others names, with the prefix, that are left alone too
   */
  public record Part(String prefix, Set<String> others) {

    /** Keeps a copy. */
    public Part {
      others = Set.copyOf(others);
    }
  }

  /**
   * Gives every parameter a value from a part of a file.
   *
   * @param manager manager that owns the parameters and names their device
   * @param input shape of an input of the block
   * @param file the file
   * @param part which of the file's tensors are meant
   * @throws IOException if the file cannot be read, a name is missing or unexpected, or a shape
   *     differs; then no parameter has a value
   */
  public void load(NDManager manager, Shape input, TensorFile file, Part part) throws IOException {
    check(file, part);
    String prefix = part.prefix();
    Map<String, NDArray> values = new LinkedHashMap<>();
    for (String name : parameters.keySet()) {
      values.put(name, TensorArrays.float32(manager, file.tensor(prefix + name)));
    }
    parameters.forEach(
        (name, parameter) -> parameter.setInitializer((m, shape, type) -> values.get(name)));
    block.initialize(manager, DataType.FLOAT32, input);
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      checkEntry(file, file.tensors().get(prefix + entry.getKey()), entry);
    }
  }

  private void check(TensorFile file, Part part) throws IOException {
    String prefix = part.prefix();
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
      StoredTensor stored = file.tensors().get(prefix + entry.getKey());
      if (stored == null) {
        missing.add(prefix + entry.getKey());
      } else {
        checkEntry(file, stored, entry);
      }
    }
    List<String> unexpected =
        file.tensors().keySet().stream()
            .filter(name -> name.startsWith(prefix) && !part.others().contains(name))
            .filter(name -> !parameters.containsKey(name.substring(prefix.length())))
            .toList();
    if (!missing.isEmpty() || !unexpected.isEmpty()) {
      throw new IOException(
          "%s: expected the %s tensors of the model; missing %s, unexpected %s"
              .formatted(file.path(), parameters.size(), some(missing), some(unexpected)));
    }
  }

  private static void checkEntry(
      TensorFile file, StoredTensor stored, Map.Entry<String, Parameter> entry) throws IOException {
    Shape expected = entry.getValue().getShape();
    // A block of DJL's own may know its shapes only when it is initialised.
    boolean fits = expected == null || TensorArrays.shape(stored).equals(expected);
    if (!fits || !stored.type().floating()) {
      throw new IOException(
          "%s: %s: expected floating-point numbers %s, got %s"
              .formatted(file.path(), entry.getKey(), expected, stored.describe()));
    }
  }

  private static String some(List<String> names) {
    if (names.size() <= 3) {
      return names.isEmpty() ? "none" : String.join(", ", names);
    }
    return String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
  }
}
