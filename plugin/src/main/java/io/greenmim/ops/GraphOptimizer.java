package io.greenmim.ops;

import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The engine's optimiser of TorchScript. It profiles and specialises a function for the shapes that
 * it meets; where they change with every mask that would never end.
 *
 * <p>The setting belongs to the thread, which may be the application's: it is put back after each
 * call. The engine does not tell what it was, so it becomes what DJL's own blocks give it: the
 * system property {@code ai.djl.pytorch.graph_optimizer}, on by default.
 */
final class GraphOptimizer {

  private static final String PROPERTY = "ai.djl.pytorch.graph_optimizer";

  private final Consumer<Boolean> setter;

  GraphOptimizer(Consumer<Boolean> setter) {
    this.setter = setter;
  }

  static GraphOptimizer ofEngine() {
    return new GraphOptimizer(JniUtils::setGraphExecutorOptimize);
  }

  /** Makes a call without the optimiser. */
  <T> T without(Supplier<T> call) {
    setter.accept(false);
    try {
      return call.get();
    } finally {
      setter.accept(Boolean.parseBoolean(System.getProperty(PROPERTY, "true")));
    }
  }
}
