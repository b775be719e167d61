package io.greenmim.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.NativeResource;
import io.greenmim.host.Processor;
import io.greenmim.ops.ArrayScope;
import io.greenmim.ops.InferencePrecision;
import io.greenmim.ops.KernelSource;
import io.greenmim.ops.Kernels;
import io.greenmim.ops.Precision;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What is made once of a model's weights as they are now: the matrices in the order and the numbers
 * that the processor multiplies fastest. Arrays of it are opaque to Java, whose arrays know no
 * bfloat16; only {@link Kernels} take them.
 *
 * <p>May be read by several threads at once.
 */
public final class PackedWeights {

  /** Functions that take packed weights, and the product that they call: {@code product}. */
  public static final KernelSource KERNELS = new KernelSource(PackedWeights.class, "packed");

  private final NDManager manager;
  private final InferencePrecision precision;
  private final List<Weight> weights;

  /** The arrays of the weights, under a name that makes a list of them. */
  private final NDList values = new NDList();

  private final long version;
  private final Map<Part, NDList> made = new ConcurrentHashMap<>();
  private int passes;
  private boolean retired;

  /** A parameter with the array that it has, and what that array has; each may get another. */
  private record Weight(Parameter parameter, NDArray value, Object handle) {

    static Weight of(Parameter parameter) {
      return new Weight(parameter, parameter.getArray(), handle(parameter.getArray()));
    }

    private static Object handle(NDArray array) {
      return ((NativeResource<?>) array).getHandle();
    }

    boolean isTheSame() {
      return parameter.getArray() == value && handle(value) == handle;
    }
  }

  /** What is made, of what. */
  private record Part(Object owner, String name) {}

  PackedWeights(NDManager owner, Collection<Parameter> parameters, InferencePrecision precision) {
    manager = owner.newSubManager(Device.cpu());
    this.precision = precision;
    weights = parameters.stream().map(Weight::of).toList();
    values.addAll(Kernels.list("weights", weights.stream().map(Weight::value).toList()));
    values.forEach(this::keep);
    version = version();
  }

  /**
   * Returns the packed weights of a pass.
   *
   * @param store the store of the pass
   * @return the weights; null for a pass that computes with the parameters themselves
   */
  public static PackedWeights of(ParameterStore store) {
    return store instanceof PackedStore packed ? packed.weights() : null;
  }

  /**
   * Tells whether packed weights are faster than the parameters themselves.
   *
   * @param device the device of the parameters
   * @param precision what the passes compute with
   * @return whether passes for inference compute with packed weights
   */
  public static boolean gain(Device device, InferencePrecision precision) {
    return precision != InferencePrecision.FP32
        || (!device.isGpu() && Processor.isX86() && PackedProducts.pack(precision));
  }

  /** What passes compute with where they do not multiply integers. */
  Precision arithmetic() {
    return PackedProducts.arithmetic(precision);
  }

  /**
   * Returns functions for these weights.
   *
   * @param source {@link #KERNELS} or functions that use them
   * @param eps constant of the layer normalisations
   * @return the functions
   */
  public Kernels kernels(KernelSource source, double eps) {
    return Kernels.on(source, Device.cpu(), arithmetic(), eps);
  }

  /** The functions for these weights. */
  Kernels kernels(double eps) {
    return kernels(KERNELS, eps);
  }

  /**
   * Returns functions for these weights that normalise nothing.
   *
   * @param source {@link #KERNELS} or functions that use them
   * @return the functions
   */
  public Kernels kernels(KernelSource source) {
    return Kernels.on(source, Device.cpu(), arithmetic());
  }

  /** The functions for these weights that normalise nothing. */
  Kernels kernels() {
    return kernels(KERNELS);
  }

  /** Tells whether all weights still are what they were. */
  boolean fresh() {
    return weights.stream().allMatch(Weight::isTheSame) && version() == version;
  }

  /** The engine counts the changes of each array. */
  private long version() {
    try (ArrayScope scope = new ArrayScope()) {
      return kernels().call("versions", values).getLong();
    }
  }

  /** A pass begins. */
  void enter() {
    passes++;
  }

  /** A pass has ended. */
  void leave() {
    passes--;
    freeUnused();
  }

  /** No further pass will begin. */
  void retire() {
    retired = true;
    freeUnused();
  }

  private void freeUnused() {
    if (retired && passes == 0) {
      manager.close();
    }
  }

  /**
   * Packs the matrix and the offset of an affine map once.
   *
   * @param name name of the list that functions take it as; an owner has one map of a name
   * @param owner whose map it is
   * @param weight its matrix, (out, in), float32
   * @param bias its offset, (out), float32; null for 0
   * @return arrays for a function of {@link #KERNELS}, all of that name; not to be closed
   */
  public NDList product(
      String name, Object owner, Supplier<NDArray> weight, Supplier<NDArray> bias) {
    return made(
        owner,
        name,
        () -> {
          NDList list = pack(weight.get(), bias.get());
          list.forEach(array -> array.setName(name + "[]"));
          return list;
        });
  }

  private NDList pack(NDArray weight, NDArray bias) {
    NDArray offset = bias == null ? manager.zeros(new Shape(weight.getShape().get(0))) : bias;
    return PackedProducts.prepare(precision, manager, weight, offset);
  }

  /**
   * Returns what was made for an owner, or makes it.
   *
   * @param owner whose it is
   * @param name what it is called among what the owner has
   * @param maker makes it
   */
  NDList made(Object owner, String name, Supplier<NDList> maker) {
    return made.computeIfAbsent(
        new Part(owner, name),
        part -> {
          try (ArrayScope scope = new ArrayScope()) {
            NDList list = maker.get();
            list.forEach(this::keep);
            return list;
          }
        });
  }

  /** An array of a length, which stands for a number: functions take arrays alone. */
  NDArray ofLength(int length) {
    return made(length, "length", () -> new NDList(manager.zeros(new Shape(length)))).get(0);
  }

  /** Takes an array out of the scope and the manager of whoever happened to make it. */
  private void keep(NDArray array) {
    NDScope.unregister(array);
    array.attach(manager);
  }
}
