package io.greenmim.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.greenmim.model.InitialWeights;
import io.greenmim.model.mim.MaskedImageModel;
import io.greenmim.ops.EngineMemory;
import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a block by their published names, such as {@code
 * encoder.layers.0.blocks.1.attn.qkv.weight}.
 *
 * <p>DJL numbers the children of a block ({@code 01attn}); the number is taken off. A child without
 * a name adds no segment.
 */
public final class StateDict {

  private static final int NUMBER_DIGITS = 2;

  private final Block block;
  private final Map<String, Parameter> parameters;

  private StateDict(Block block, Map<String, Parameter> parameters) {
    this.block = block;
    this.parameters = Collections.unmodifiableMap(parameters);
  }

  /**
   * Lists the parameters of a block.
   *
   * @param block the block
   * @return its state dict, in the order of the block's children
   */
  public static StateDict of(Block block) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    collect(block, "", parameters);
    return new StateDict(block, parameters);
  }

  private static void collect(Block block, String prefix, Map<String, Parameter> into) {
    for (Pair<String, Parameter> parameter : block.getDirectParameters()) {
      into.put(prefix + parameter.getKey(), parameter.getValue());
    }
    for (Pair<String, Block> child : block.getChildren()) {
      String name = child.getKey().substring(NUMBER_DIGITS);
      collect(child.getValue(), name.isEmpty() ? prefix : prefix + name + ".", into);
    }
  }

  /**
   * Returns the parameters by name.
   *
   * @return names and parameters, in order; not to be changed
   */
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
   * Gives every parameter its initial value, as the published code of the block's kind draws it.
   *
   * @param manager manager that owns the parameters and names their device
   * @param input shape of an input of the block
   * @param seed seed of the values
   */
  public void initialise(NDManager manager, Shape input, long seed) {
    InitialWeights published =
        block instanceof MaskedImageModel masked ? masked.publishedWeights() : InitialWeights.SWIN;
    initialise(manager, input, seed, published::draw);
  }

  /** Draws initial values. */
  @FunctionalInterface
  public interface Draw {

    /**
     * Draws the initial values of a parameter.
     *
     * @param manager manager that owns the array and names its device
     * @param name name of the parameter
     * @param parameters all parameters by name, which tell shapes and roles
     * @param seed seed of the values
     * @return the values, float32
     */
    NDArray draw(NDManager manager, String name, Map<String, Parameter> parameters, long seed);
  }

  /**
   * Gives every parameter its initial value.
   *
   * @param manager manager that owns the parameters and names their device
   * @param input shape of an input of the block
   * @param seed seed of the values
   * @param draw draws the values
   */
  public void initialise(NDManager manager, Shape input, long seed, Draw draw) {
    parameters.forEach(
        (name, parameter) ->
            parameter.setInitializer(
                (m, shape, type) -> EngineMemory.own(draw.draw(m, name, parameters, seed))));
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
    if (!TensorArrays.shape(stored).equals(expected) || !stored.type().floating()) {
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
