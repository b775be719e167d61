package io.greenmim.tensors.torch;

import io.greenmim.tensors.StoredTensor;
import io.greenmim.tensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;

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
  private final List<Long> strides;
  private final Object data;

  private NumpyArray(NumpyType type, List<Long> shape, List<Long> strides, Object data) {
    this.type = type;
    this.shape = List.copyOf(shape);
    this.strides = List.copyOf(strides);
    this.data = data;
  }

  /**
   * Does what stands for a call of {@code _frombuffer}. Arguments: elements, type, sides, order
   * ({@code C}, {@code F}, or {@code K} with a tuple of axes behind it).
   *
   * @param name Python name of the function
   * @param arguments its arguments
   * @return an object as {@code _reconstruct} and its state make it, the axes behind the state
   * @throws IOException if the arguments do not fit
   */
  static Object fromBuffer(String name, Object... arguments) throws IOException {
    if (arguments.length < 4 || !(arguments[3] instanceof String order)) {
      throw new IOException("a call of %s with arguments that do not fit".formatted(name));
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
   * @throws IOException if it has no state, or its elements do not fill its sides
   */
  static Object of(PickledObject object) throws IOException {
    if (!(object.state() instanceof Object[] state
        && state.length >= STATE_PARTS
        && state[1] instanceof Object[] sides)) {
      throw new IOException("an array without sides, type and elements");
    }
    NumpyType type = NumpyType.of(state[2]);
    if (type.type() == null) {
      return new UnreadTensor("%s of the type %s".formatted(CLASS, type.code()));
    }
    List<Long> shape = TorchCalls.numbers(CLASS, sides);
    boolean firstFastest = Boolean.TRUE.equals(state[3]) || Integer.valueOf(1).equals(state[3]);
    long bytes = bytes(shape, type.type());
    if (bytes < 0 || !fills(state[4], bytes)) {
      throw new IOException(
          "an array with the sides %s of %s that its elements do not fill"
              .formatted(shape, type.code()));
    }
    NumpyArray array = new NumpyArray(type, shape, strides(shape, firstFastest), state[4]);
    return state.length > STATE_PARTS && state[STATE_PARTS] instanceof Object[] axes
        ? array.transposed(TorchCalls.numbers(CLASS, axes))
        : array;
  }

  /** Distances in elements; those of an array with a side of 0 mean nothing. */
  private static List<Long> strides(List<Long> shape, boolean firstFastest) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int i = 0; i < strides.length; i++) {
      int axis = firstFastest ? i : strides.length - 1 - i;
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    return List.of(strides);
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

  private NumpyArray transposed(List<Long> axes) throws IOException {
    List<Long> inOrder = LongStream.range(0, shape.size()).boxed().toList();
    if (!axes.stream().sorted().toList().equals(inOrder)) {
      throw new IOException("an array with the axes %s in the order %s".formatted(shape, axes));
    }
    return new NumpyArray(
        type,
        axes.stream().map(axis -> shape.get(axis.intValue())).toList(),
        axes.stream().map(axis -> strides.get(axis.intValue())).toList(),
        data);
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
    boolean inOrder = elements() == 0 || strides.equals(strides(shape, false));
    ByteBuffer elements =
        inOrder
            ? ByteBuffer.wrap(stored)
            : new StridedReader(type().bytes(), shape, strides).read(stored);
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
}
