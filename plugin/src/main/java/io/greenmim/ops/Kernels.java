package io.greenmim.ops;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions of a {@link KernelSource}, each a few operations that the engine runs, and
 * differentiates where gradients are recorded, in one call. What lies between the operations never
 * becomes an array of Java: it is freed at once, and it may be in bfloat16, which DJL's arrays
 * cannot be.
 *
 * <p>Loaded once for each source, device, kind of products and normalisation constant, for the life
 * of the virtual machine; may be called from several threads at once.
 */
public final class Kernels {

  private static final double ANY_EPS = 1e-6;
  private static final String METHOD = "module_method:";
  private static final Map<Key, Kernels> LOADED = new ConcurrentHashMap<>();
  private static final GraphOptimizer OPTIMIZER = GraphOptimizer.ofEngine();

  private record Key(KernelSource source, Device device, MatrixProducts products, double eps) {}

  private final PtSymbolBlock module;
  private final NDArray none;

  private Kernels(PtSymbolBlock module, NDArray none) {
    this.module = module;
    this.none = none;
  }

  /**
   * Returns the kernels of a device, and loads them at the first time.
   *
   * @param source the functions
   * @param device the device
   * @param precision float32 or bfloat16
   * @param eps constant of the layer normalisations
   * @return the kernels
   */
  public static Kernels on(KernelSource source, Device device, Precision precision, double eps) {
    return with(source, device, MatrixProducts.of(device, precision), eps);
  }

  /** The same for one kind of products, whatever this machine would choose. */
  static Kernels with(KernelSource source, Device device, MatrixProducts products, double eps) {
    return LOADED.computeIfAbsent(new Key(source, device, products, eps), Kernels::load);
  }

  /**
   * Returns the kernels of a device for functions that normalise nothing.
   *
   * @param source the functions
   * @param device the device
   * @param precision float32 or bfloat16
   * @return the kernels
   */
  public static Kernels on(KernelSource source, Device device, Precision precision) {
    return on(source, device, precision, ANY_EPS);
  }

  private static Kernels load(Key key) {
    // Never closed: the kernels belong to the process, as the engine's own operations do.
    PtNDManager manager = (PtNDManager) NDManager.newBaseManager(key.device(), "PyTorch");
    byte[] archive = KernelArchive.of(key.source(), key.products(), key.eps());
    try {
      Nnpack.silence();
      PtSymbolBlock module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
      NDArray none = manager.create(new Shape(0), DataType.FLOAT32);
      // The scope of whoever calls first must not close it.
      NDScope.unregister(none);
      return new Kernels(module, none);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns an array that stands for an absent argument.
   *
   * @return an array without values
   */
  public NDArray none() {
    return none;
  }

  /**
   * Makes arrays an argument of a function that takes a list of them.
   *
   * @param name name of the list
   * @param arrays the arrays, which keep their own names
   * @return the same values, under names that make them one list, owned as the arrays are
   */
  public static NDList list(String name, List<NDArray> arrays) {
    NDList list = new NDList(arrays.size());
    for (NDArray array : arrays) {
      NDArray alias = array.reshape(array.getShape());
      alias.setName(name + "[]");
      list.add(alias);
    }
    return list;
  }

  /**
   * Calls a function.
   *
   * @shape depends on the function
   * @param method name of the function
   * @param arguments its arguments; the first one's manager owns the result
   * @return its result
   */
  public NDArray call(String method, NDArray... arguments) {
    return call(method, new NDList(arguments));
  }

  /**
   * Calls a function some of whose arguments are lists.
   *
   * @shape depends on the function
   * @param method name of the function
   * @param arguments its arguments in order; arrays of one name that ends in {@code []} are a list
   * @return its result
   */
  public NDArray call(String method, NDList arguments) {
    try (ArrayScope scope = new ArrayScope()) {
      return scope.keep(run(method, arguments).singletonOrThrow());
    }
  }

  /**
   * Calls a function that gives several arrays.
   *
   * @shape depends on the function
   * @param method name of the function
   * @param arguments its arguments in order; arrays of one name that ends in {@code []} are a list
   * @return its results, in order
   */
  public NDList callAll(String method, NDList arguments) {
    try (ArrayScope scope = new ArrayScope()) {
      NDList results = run(method, arguments);
      results.forEach(scope::keep);
      return results;
    }
  }

  private NDList run(String method, NDList arguments) {
    NDList inputs = new NDList(arguments.size() + 1);
    inputs.addAll(arguments);
    NDArray name = none.reshape(0);
    name.setName(METHOD + method);
    inputs.add(name);
    // "Training" here is no more than the absence of inference mode, whose results no gradient
    // could pass through; whether gradients are recorded is up to the thread, as everywhere.
    return OPTIMIZER.without(() -> IValueUtils.forward(module, inputs, true));
  }
}
