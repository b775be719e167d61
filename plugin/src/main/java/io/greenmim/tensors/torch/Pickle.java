package io.greenmim.tensors.torch;

import io.greenmim.tensors.FileRegion;
import io.greenmim.tensors.RegionInput;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads a pickle of protocols 2 to 5 without running anything: a name stays a {@link PickledClass},
 * and a call goes to the {@link AllowedCalls} or makes an inert {@link PickledObject}.
 *
 * <p>Each opcode is checked before it is followed: lengths against what is left of the file, values
 * against the stack and its marks, numbers against the memo, and about what all objects take in
 * memory against a share of the file's size. A pickle has no jumps, so reading ends with the file
 * and takes no more memory than that.
 */
final class Pickle {

  /** For a pickle that should have no persistent identifiers. */
  static final Context NO_STORAGES =
      id -> {
        throw new IOException("a pickle with a storage where none belongs");
      };

  /** What the objects of a pickle may always take in memory, in bytes. */
  private static final int LEAST_GRANTED = 16 << 20;

  /** Share of a file's size that the objects of a pickle may take beyond that. */
  private static final int SHARE = 8;

  private static final int HIGHEST_PROTOCOL = 5;

  /** Longest integer in bytes; PyTorch's own magic number has 10. */
  private static final int LONGEST_INTEGER = 64;

  private static final int LONGEST_LINE = 1024;
  private static final int LONGEST_NAME = 256;

  /** What objects take in memory, in bytes, roughly. */
  private static final int NUMBER = 16;

  private static final int INTEGER = 64;
  private static final int TEXT = 48;
  private static final int CONTAINER = 24;
  private static final int PAIRS = 96;
  private static final int PAIR = 32;
  private static final int STORAGE = 96;
  private static final int LINE_LETTER = 4;
  private static final int NAME = 128;
  private static final int LONG_NAME = 1200;
  private static final int OBJECT = 512;

  private final RegionInput input;
  private final Context context;
  private final PickleStack stack;

  private Pickle(RegionInput input, long granted, Context context) {
    this.input = input;
    this.context = context;
    stack = new PickleStack(input, granted);
  }

  /** What the container of a pickle knows of it. */
  @FunctionalInterface
  interface Context {

    /**
     * Finds what a persistent identifier stands for.
     *
     * @param id the identifier, a value of the pickle
     * @return the object
     * @throws IOException if it stands for nothing
     */
    Object persistent(Object id) throws IOException;

    /**
     * Checks what is named, called or not.
     *
     * @param name name of a class or function
     * @throws IOException if the pickle may not name it
     */
    default void check(PickledClass name) throws IOException {}
  }

  /**
   * A pickle's object and where the pickle ends.
   *
   * @param value the object
   * @param end offset of the byte behind the pickle, from the start of the region
   */
  record Read(Object value, long end) {}

  /**
   * Reads the pickle at the start of a region.
   *
   * @param region starts with the pickle
   * @param fileSize size of the file in bytes, which bounds what the objects may take in memory
   * @param context what its identifiers stand for and what it may name
   * @return the object
   * @throws IOException if it is damaged, too large, or names or calls what it may not; the message
   *     does not name the file
   */
  static Read read(FileRegion region, long fileSize, Context context) throws IOException {
    long granted = Math.min(Integer.MAX_VALUE, Math.max(LEAST_GRANTED, fileSize / SHARE));
    try (RegionInput input = new RegionInput(region)) {
      Object value = new Pickle(input, granted, context).read();
      return new Read(value, input.position());
    }
  }

  private Object read() throws IOException {
    for (int op = input.next(); op != '.'; op = input.next()) {
      if (!(plain(op) || string(op) || stack(op) || container(op) || call(op))) {
        throw stack.damaged(
            String.format(Locale.ROOT, "has the opcode 0x%02x, which PyTorch does not write", op));
      }
    }
    return stack.last();
  }

  private boolean plain(int op) throws IOException {
    switch (op) {
      case 'N' -> stack.push(0, null); // NONE
      case 0x88 -> stack.push(0, true); // NEWTRUE
      case 0x89 -> stack.push(0, false); // NEWFALSE
      case 'K' -> stack.push(NUMBER, input.next()); // BININT1
      case 'M' -> stack.push(NUMBER, (int) input.next(Short.BYTES)); // BININT2
      case 'J' -> stack.push(NUMBER, (int) input.next(Integer.BYTES)); // BININT
      case 'G' -> // BINFLOAT
          stack.push(NUMBER, Double.longBitsToDouble(Long.reverseBytes(input.next(Double.BYTES))));
      case 0x8a -> stack.push(INTEGER, integer(input.next())); // LONG1
      case 0x8b -> stack.push(INTEGER, integer(input.next(Integer.BYTES))); // LONG4
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean string(int op) throws IOException {
    switch (op) {
      case 'U' -> stack.push(TEXT, string(1, StandardCharsets.ISO_8859_1)); // SHORT_BINSTRING
      case 'T' -> stack.push(TEXT, string(Integer.BYTES, StandardCharsets.ISO_8859_1)); // BINSTRING
      case 0x8c -> stack.push(TEXT, string(1, StandardCharsets.UTF_8)); // SHORT_BINUNICODE
      case 'X' -> stack.push(TEXT, string(Integer.BYTES, StandardCharsets.UTF_8)); // BINUNICODE
      case 0x8d -> stack.push(TEXT, string(Long.BYTES, StandardCharsets.UTF_8)); // BINUNICODE8
      case 'C' -> stack.push(TEXT, string(1, null)); // SHORT_BINBYTES
      case 'B' -> stack.push(TEXT, string(Integer.BYTES, null)); // BINBYTES
      case 0x8e, 0x96 -> stack.push(TEXT, string(Long.BYTES, null)); // BINBYTES8, BYTEARRAY8
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean stack(int op) throws IOException {
    switch (op) {
      case 0x80 -> protocol(input.next()); // PROTO
      case 0x95 -> input.next(Long.BYTES); // FRAME
      case '(' -> stack.mark();
      case '0' -> stack.pop();
      case '1' -> stack.popMark();
      case '2' -> stack.push(0, stack.peek()); // DUP
      case 'q' -> stack.memoize(input.next()); // BINPUT
      case 'r' -> stack.memoize(input.next(Integer.BYTES)); // LONG_BINPUT
      case 0x94 -> stack.memoizeNext(); // MEMOIZE
      case 'h' -> stack.push(0, stack.memoized(input.next())); // BINGET
      case 'j' -> stack.push(0, stack.memoized(input.next(Integer.BYTES))); // LONG_BINGET
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int op) throws IOException {
    switch (op) {
      case ')' -> stack.push(CONTAINER, new Object[0]); // EMPTY_TUPLE
      case 0x85 -> tuple(1); // TUPLE1
      case 0x86 -> tuple(2); // TUPLE2
      case 0x87 -> tuple(3); // TUPLE3
      case 't' -> stack.push(CONTAINER, stack.popMark()); // TUPLE
      case ']', 0x8f -> stack.push(CONTAINER, new ArrayList<>(0)); // EMPTY_LIST, EMPTY_SET
      case 'l', 0x91 ->
          stack.push(CONTAINER, new ArrayList<>(Arrays.asList(stack.popMark()))); // and FROZENSET
      case 'a' -> append(new Object[] {stack.pop()}); // APPEND
      case 'e', 0x90 -> append(stack.popMark()); // APPENDS, ADDITEMS
      case '}' -> stack.push(CONTAINER, new PickledDict()); // EMPTY_DICT
      case 'd' -> { // DICT
        Object[] pairs = stack.popMark();
        stack.push(CONTAINER, new PickledDict());
        setItems(pairs);
      }
      case 's' -> { // SETITEM
        Object value = stack.pop();
        setItems(stack.pop(), value);
      }
      case 'u' -> setItems(stack.popMark()); // SETITEMS
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean call(int op) throws IOException {
    switch (op) {
      case 'c' -> stack.push(NAME, name(line(), line())); // GLOBAL
      case 0x93 -> { // STACK_GLOBAL
        Object name = stack.pop();
        stack.push(LONG_NAME, name(text(stack.pop()), text(name)));
      }
      case 'R' -> { // REDUCE
        Object arguments = stack.pop();
        stack.push(OBJECT, AllowedCalls.call(named(stack.pop()), tuple(arguments)));
      }
      case 0x81 -> { // NEWOBJ
        Object arguments = stack.pop();
        stack.push(OBJECT, AllowedCalls.newObject(named(stack.pop()), tuple(arguments)));
      }
      case 0x92 -> { // NEWOBJ_EX
        Object state = stack.pop();
        Object arguments = stack.pop();
        Object made = AllowedCalls.newObject(named(stack.pop()), tuple(arguments));
        if (made instanceof PickledObject object && object.state() == null) {
          object.state(state);
        }
        stack.push(OBJECT, made);
      }
      case 'o' -> { // OBJ
        Object[] values = stack.popMark();
        Object[] arguments = Arrays.copyOfRange(values, Math.min(1, values.length), values.length);
        stack.push(
            OBJECT, AllowedCalls.call(named(values.length == 0 ? null : values[0]), arguments));
      }
      case 'i' ->
          stack.push(OBJECT, AllowedCalls.call(name(line(), line()), stack.popMark())); // INST
      case 'b' -> { // BUILD
        Object state = stack.pop();
        build(stack.peek(), state);
      }
      case 'Q' -> stack.push(STORAGE, context.persistent(stack.pop())); // BINPERSID
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol(int version) throws IOException {
    if (version > HIGHEST_PROTOCOL) {
      throw stack.damaged("has protocol %s, at most 5 is known".formatted(version));
    }
  }

  private void tuple(int size) throws IOException {
    Object[] values = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      values[i] = stack.pop();
    }
    stack.push(CONTAINER, values);
  }

  /** Reads a little-endian integer. */
  private Number integer(long count) throws IOException {
    if (count > LONGEST_INTEGER) {
      throw stack.damaged("has an integer of %s bytes".formatted(count));
    }
    checkLeft(count);
    if (count == 0) {
      return 0L;
    }
    byte[] bytes = input.readNBytes((int) count);
    for (int i = 0; i < bytes.length / 2; i++) {
      byte low = bytes[i];
      bytes[i] = bytes[bytes.length - 1 - i];
      bytes[bytes.length - 1 - i] = low;
    }
    BigInteger value = new BigInteger(bytes);
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  /**
   * Reads a counted string of bytes, or a text in a charset; a text of Python 2, in Latin-1, may be
   * bytes as well. Long ones stay in the file.
   */
  private Object string(int width, Charset charset) throws IOException {
    long count = input.next(width);
    checkLeft(count);
    if (count > PickledBytes.LONGEST_KEPT) {
      stack.spend(PickledBytes.COST);
      return new PickledBytes(input.take(count), StandardCharsets.UTF_8.equals(charset));
    }
    stack.spend(2 * count); // Latin letters take a byte each, all others two
    byte[] bytes = input.readNBytes((int) count);
    return charset == null ? bytes : new String(bytes, charset);
  }

  private void checkLeft(long bytes) throws IOException {
    if (bytes < 0 || bytes > input.left()) {
      throw stack.damaged("wants %s bytes where %s are left".formatted(bytes, input.left()));
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int letter = input.next(); letter != '\n'; letter = input.next()) {
      line.append((char) letter);
      if (line.length() == LONGEST_LINE) {
        throw stack.damaged("has a name of more than %s bytes".formatted(LONGEST_LINE));
      }
    }
    stack.spend(LINE_LETTER * (long) line.length()); // kept twice, maybe as wide characters
    return line.toString();
  }

  private PickledClass name(String module, String name) throws IOException {
    PickledClass named = new PickledClass(module, module + "." + name);
    context.check(named);
    return named;
  }

  private static String text(Object value) throws IOException {
    if (value instanceof String text && text.length() <= LONGEST_NAME) {
      return text;
    }
    throw new IOException(
        "a pickle that names a module or what is in it by something that is no name");
  }

  private static PickledClass named(Object callee) throws IOException {
    if (callee instanceof PickledClass name) {
      return name;
    }
    throw new IOException("a pickle that calls something that has no name");
  }

  private static Object[] tuple(Object arguments) throws IOException {
    if (arguments instanceof Object[] values) {
      return values;
    }
    throw new IOException("a pickle that calls something without arguments");
  }

  /** Puts pairs into the dictionary on top of the stack. */
  private void setItems(Object... pairs) throws IOException {
    if (pairs.length % 2 != 0) {
      throw stack.damaged("has half a pair");
    }
    stack.spend(PAIRS + pairs.length / 2 * (long) PAIR);
    Object target = stack.peek();
    PickledDict dict =
        target instanceof PickledObject object
            ? object.entries()
            : target instanceof PickledDict plain ? plain : null;
    if (dict == null) {
      throw new IOException("a pickle that puts entries into something else than a dict");
    }
    for (int i = 0; i < pairs.length; i += 2) {
      dict.put(pairs[i], pairs[i + 1]);
    }
  }

  /** Puts items into the list on top of the stack. */
  @SuppressWarnings("unchecked") // every list of a pickle is made here, of objects
  private void append(Object... items) throws IOException {
    stack.spend(CONTAINER);
    Object target = stack.peek();
    if (target instanceof List<?> list) {
      ((List<Object>) list).addAll(Arrays.asList(items));
    } else if (target instanceof PickledObject object) {
      object.items().addAll(Arrays.asList(items));
    } else {
      throw new IOException("a pickle that puts items into something else than a list");
    }
  }

  /** Gives an object its state; of what is not inert, such as a parameter, it is not needed. */
  private static void build(Object target, Object state) throws IOException {
    if (target instanceof PickledObject object) {
      object.state(state);
    } else if (!(target instanceof PickledDict || target instanceof TensorRecord)) {
      throw new IOException("a pickle that sets the state of something that is no object");
    }
  }
}
