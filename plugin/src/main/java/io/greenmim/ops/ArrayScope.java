package io.greenmim.ops;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Frees the intermediate arrays of a computation and hands its results to the enclosing scope.
 *
 * <p>An array lives until its manager closes unless something closes it earlier. This scope closes
 * every array that was made on this thread since it was opened, but for those kept; these belong to
 * the scope around it afterwards, if there is one. Autograd keeps what it needs by itself.
 *
 * <pre>{@code
 * try (ArrayScope scope = new ArrayScope()) {
 *   NDArray hidden = x.mul(2);
 *   return scope.keep(hidden.add(1));
 * }
 * }</pre>
 */
public final class ArrayScope implements AutoCloseable {

  private final NDScope scope = new NDScope();
  private final List<NDArray> kept = new ArrayList<>(1);

  /** Opens a scope on this thread. */
  public ArrayScope() {}

  /**
   * Keeps an array beyond this scope.
   *
   * @shape any; returned as it is
   * @param array a result of the computation
   * @return the array
   */
  public NDArray keep(NDArray array) {
    NDScope.unregister(array);
    kept.add(array);
    return array;
  }

  /** Closes every array that was not kept. */
  @Override
  public void close() {
    scope.close();
    kept.forEach(NDScope::register);
  }
}
