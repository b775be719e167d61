package io.greenmim.tensors.torch;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.razorvine.pickle.PickleException;

/** An array of NumPy whose elements stand in the pickle, without gaps. */
final class NumpyArray implements StoredTensor {

  /** NumPy's name for the class of arrays. */
  static final String CLASS = "numpy.ndarray";

  private static final String COLUMNS_FIRST = "F";
  private static final String ANY_ORDER = "K";

  /** Version, sides, type, whether the first index varies fastest, elements. */
  private static final int STATE_PARTS = 5;

  private final NumpyType type;
  private final List<Long> shape;
  private final long[] strides;
  private final Object data;

  private NumpyArray(NumpyType type, List<Long> shape, long[] strides, Object data) {
    this.type = type;
    this.shape = List.copyOf(shape);
    this.strides = strides;
    this.data = data;
  }

  /**
   * Does what stands for a call of {@code _frombuffer}. Arguments: elements, type, sides, order
   * ({@code C}, {@code F}, or {@code K} with a tuple of axes behind it).
   *
   * @param name Python name of the function
   * @param arguments its arguments
   * @return an object as {@code _reconstruct} and its state make it, the axes behind the state
   * @throws PickleException if the arguments do not fit
   */
  static Object fromBuffer(String name, Object... arguments) {
    if (arguments.length < 4 || !(arguments[3] instanceof String order)) {
      throw new PickleException("a call of %s with arguments that do not fit".formatted(name));
    }
    PickledObject array = new PickledObject(CLASS);
    boolean columns = COLUMNS_FIRST.equals(order);
    array.state(
        ANY_ORDER.equals(order) && arguments.length > 4
            ? new Object[] {1, arguments[2], arguments[1], columns, arguments[0], arguments[4]}
            : new Object[] {1, arguments[2], arguments[1], columns, arguments[0]});
    return array;
  }

  /**
   * Reads an array.
   *
   * @param object an object of the class {@value #CLASS}
   * @return the array, or an {@link UnreadTensor} if its elements are of a type that is not read
   * @throws PickleException if it has no state, or its elements do not fill its sides
   */
  static Object of(PickledObject object) {
    if (!(object.state() instanceof Object[] state
        && state.length >= STATE_PARTS
        && state[1] instanceof Object[] sides)) {
      throw new PickleException("an array without sides, type and elements");
    }
    NumpyType type = NumpyType.of(state[2]);
    if (type.type() == null) {
      return new UnreadTensor("%s of the type %s".formatted(CLASS, type.code()));
    }
    List<Long> shape = TorchCalls.numbers(CLASS, sides);
    boolean firstFastest = Boolean.TRUE.equals(state[3]) || Integer.valueOf(1).equals(state[3]);
    long[] strides = strides(shape, firstFastest);
    long bytes = bytes(shape, type.type());
    if (bytes < 0 || !fills(state[4], bytes)) {
      throw new PickleException(
          "an array with the sides %s of %s that its elements do not fill"
              .formatted(shape, type.code()));
    }
    NumpyArray array = new NumpyArray(type, shape, strides, state[4]);
    return state.length > STATE_PARTS && state[STATE_PARTS] instanceof Object[] axes
        ? array.transposed(TorchCalls.numbers(CLASS, axes))
        : array;
  }

  /** Distances in elements; those of an array with a side of 0 mean nothing. */
  private static long[] strides(List<Long> shape, boolean firstFastest) {
    long[] strides = new long[shape.size()];
    long stride = 1;
    for (int i = 0; i < strides.length; i++) {
      int axis = firstFastest ? i : strides.length - 1 - i;
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    return strides;
  }

  /** Size in bytes, or -1 if there is none that fits a long. */
  private static long bytes(List<Long> shape, TensorType type) {
    if (shape.stream().anyMatch(side -> side < 0)) {
      return -1;
    }
    try {
      long elements = shape.contains(0L) ? 0 : shape.stream().reduce(1L, Math::multiplyExact);
      return Math.multiplyExact(elements, (long) type.bytes());
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static boolean fills(Object data, long bytes) {
    if (data instanceof PickledBytes stored) {
      return stored.mayHold(bytes);
    } else if (data instanceof byte[] array) {
      return array.length == bytes;
    } else if (data instanceof String text) {
      return text.length() == bytes && text.chars().allMatch(letter -> letter <= 0xff);
    }
    // Python 3 writes no bytes at all for Python 2 as the call of a class.
    return bytes == 0
        && data instanceof PickledObject object
        && object.className().equals("__builtin__.bytes");
  }

  private NumpyArray transposed(List<Long> axes) {
    if (!axes.stream().sorted().toList().equals(axesInOrder())) {
      throw new PickleException("an array with the axes %s in the order %s".formatted(shape, axes));
    }
    List<Long> turned = new ArrayList<>();
    long[] apart = new long[strides.length];
    for (int i = 0; i < apart.length; i++) {
      int axis = axes.get(i).intValue();
      turned.add(shape.get(axis));
      apart[i] = strides[axis];
    }
    return new NumpyArray(type, turned, apart, data);
  }

  private List<Long> axesInOrder() {
    return LongStream.range(0, shape.size()).boxed().toList();
  }

  @Override
  public TensorType type() {
    return type.type();
  }

  @Override
  public List<Long> shape() {
    return shape;
  }

  @Override
  public ByteBuffer read() throws IOException {
    byte[] stored = stored();
    if (type.order() == ByteOrder.BIG_ENDIAN) {
      int width = type().bytes();
      TorchTensor.swap(stored, type() == TensorType.C64 ? width / 2 : width);
    }
    boolean inOrder = Arrays.equals(strides, strides(shape, false));
    ByteBuffer elements = inOrder || elements() == 0 ? ByteBuffer.wrap(stored) : gathered(stored);
    return elements.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The bytes of the elements as they lie in the file, the caller's to change. */
  private byte[] stored() throws IOException {
    if (data instanceof PickledBytes stored) {
      return stored.read(byteSize());
    }
    if (data instanceof byte[] array) {
      return array.clone();
    }
    String text = data instanceof String letters ? letters : "";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Counts through the indices, the last one fastest. */
  private ByteBuffer gathered(byte[] from) {
    int width = type().bytes();
    ByteBuffer to = ByteBuffer.allocate(from.length);
    long[] index = new long[strides.length];
    long at = 0;
    while (to.hasRemaining()) {
      to.put(from, Math.toIntExact(at * width), width);
      int axis = strides.length - 1;
      at += strides[axis];
      index[axis]++;
      while (axis > 0 && index[axis] == shape.get(axis)) {
        at -= index[axis] * strides[axis];
        index[axis] = 0;
        axis--;
        at += strides[axis];
        index[axis]++;
      }
    }
    return to.flip();
  }
}
