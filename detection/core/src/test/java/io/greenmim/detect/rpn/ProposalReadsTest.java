package io.greenmim.detect.rpn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of the best anchors to the host, seen through arrays that tell what is asked of them. */
class ProposalReadsTest {

  private static final String READ = "to.*Array|toByteBuffer|get(Float|Double|Long|Int|Boolean)";

  private final List<String> calls = new ArrayList<>();

  /** Tells of every call; what it gives tells of its own. */
  private final class Watch implements InvocationHandler {

    private final Object real;

    Watch(Object real) {
      this.real = real;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getDeclaringClass() != Object.class) {
        calls.add(method.getName());
      }
      Object[] own = arguments == null ? new Object[0] : arguments.clone();
      for (int i = 0; i < own.length; i++) {
        own[i] = real(own[i]);
      }
      try {
        return watched(method.invoke(real, own));
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  private Object watched(Object real) {
    if (real instanceof NDList list) {
      NDList all = new NDList();
      list.forEach(array -> all.add((NDArray) watched(array)));
      return all;
    }
    if (real instanceof NDArray) {
      return proxy(NDArray.class, real);
    }
    return real instanceof NDArrayEx ? proxy(NDArrayEx.class, real) : real;
  }

  private <T> T proxy(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Watch(real)));
  }

  private static Object real(Object argument) {
    if (argument instanceof NDList list) {
      NDList all = new NDList();
      list.forEach(array -> all.add((NDArray) real(array)));
      return all;
    }
    boolean watched = argument != null && Proxy.isProxyClass(argument.getClass());
    return watched ? ((Watch) Proxy.getInvocationHandler(argument)).real : argument;
  }

  /** Logits 0, 5, 10 and so on: the last anchors of a level are the best, and come first. */
  @Test
  void readsTwiceAfterTheWorkOfAllLevels() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray predictions =
          manager
              .arange(2 * 9 * ProposalNetwork.PREDICTIONS)
              .toType(DataType.FLOAT32, false)
              .reshape(new Shape(2, 9, ProposalNetwork.PREDICTIONS));
      List<List<LevelOutput>> best =
          ProposalNetwork.best(proxy(NDArray.class, predictions), new int[] {5, 3, 1}, 2);

      List<String> told =
          calls.stream().filter(call -> call.matches(READ + "|topK|gather")).toList();
      assertEquals(
          List.of(
              "topK", "gather", "topK", "gather", "topK", "gather", "toFloatArray", "toLongArray"),
          told);
      assertEquals(2, best.size());
      LevelOutput second = best.get(1).get(1); // the second image's second level
      assertArrayEquals(new int[] {2, 1}, second.anchors());
      assertArrayEquals(new float[] {45 + 35, 45 + 30}, second.logits());
      assertArrayEquals(new float[] {81, 82, 83, 84, 76, 77, 78, 79}, second.deltas());
      assertArrayEquals(new int[] {0}, best.get(0).get(2).anchors());
    }
  }
}
