package io.greenmim.detect.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Arrays that tell what is asked of them, and of what comes of that. */
public final class ArrayCalls {

  /** Pattern of the names of methods by which the host reads an array. */
  public static final String READ = "to.*Array|toByteBuffer|get(Float|Double|Long|Int|Boolean)";

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

  /**
   * Makes an array tell of its calls.
   *
   * @shape any
   * @param array the array
   * @return the same array, for operations that go through its own methods
   */
  public NDArray watch(NDArray array) {
    return proxy(NDArray.class, array);
  }

  /**
   * Tells what was asked.
   *
   * @param names pattern of the names of methods
   * @return those that were called, in order
   */
  public List<String> of(String names) {
    return calls.stream().filter(call -> call.matches(names)).toList();
  }

  private Object watched(Object real) {
    if (real instanceof NDList list) {
      NDList all = new NDList();
      list.forEach(array -> all.add(watch(array)));
      return all;
    }
    if (real instanceof NDArray array) {
      return watch(array);
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
}
