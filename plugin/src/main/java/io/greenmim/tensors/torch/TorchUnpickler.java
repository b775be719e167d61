package io.greenmim.tensors.torch;

import io.greenmim.tensors.RegionInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads a pickle that {@link PickleScan} has checked. Every opcode that names, calls or fills
 * something is handled here, so that the library's own constructors are never reached: a name stays
 * a {@link PickledClass}, and a call goes to the {@link AllowedCalls} or makes an inert {@link
 * PickledObject}.
 */
final class TorchUnpickler extends Unpickler {

  private static final int LONGEST_NAME = 256;

  private final PersistentIds ids;
  private final NameCheck names;

  /**
   * Makes a reader.
   *
   * @param ids what the persistent identifiers of the pickle stand for
   * @param names what the pickle may name, called or not
   */
  TorchUnpickler(PersistentIds ids, NameCheck names) {
    super();
    this.ids = ids;
    this.names = names;
  }

  /** What a pickle may name. */
  @FunctionalInterface
  interface NameCheck {

    /**
     * Checks a name.
     *
     * @param name name of a class or function
     * @throws PickleException if the pickle may not name it
     */
    void check(PickledClass name);
  }

  /** What the persistent identifiers of a pickle stand for. */
  @FunctionalInterface
  interface PersistentIds {

    /**
     * Finds what an identifier stands for.
     *
     * @param id the identifier, a value of the pickle
     * @return the object
     * @throws PickleException if it stands for nothing
     */
    Object load(Object id);
  }

  @Override
  protected Object persistentLoad(Object id) {
    return ids.load(id);
  }

  @Override
  protected Object dispatch(short key) throws PickleException, IOException {
    switch (key) {
      case Opcodes.GLOBAL -> stack.add(readName());
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        Object module = stack.pop();
        stack.add(checked(text(module, "a module"), text(name, "a name")));
      }
      case Opcodes.REDUCE -> {
        Object arguments = stack.pop();
        Object callee = stack.pop();
        stack.add(AllowedCalls.call(named(callee), tuple(arguments)));
      }
      case Opcodes.NEWOBJ -> {
        Object arguments = stack.pop();
        Object type = stack.pop();
        stack.add(AllowedCalls.newObject(named(type), tuple(arguments)));
      }
      case Opcodes.NEWOBJ_EX -> {
        Object named = stack.pop();
        Object arguments = stack.pop();
        Object type = stack.pop();
        Object made = AllowedCalls.newObject(named(type), tuple(arguments));
        if (made instanceof PickledObject object && object.state() == null) {
          object.state(named);
        }
        stack.add(made);
      }
      case Opcodes.OBJ -> {
        List<Object> values = stack.pop_all_since_marker();
        Object[] arguments = values.subList(1, values.size()).toArray();
        stack.add(AllowedCalls.call(named(values.get(0)), arguments));
      }
      case Opcodes.INST -> {
        PickledClass name = readName();
        stack.add(AllowedCalls.call(name, stack.pop_all_since_marker().toArray()));
      }
      case Opcodes.BUILD -> {
        Object state = stack.pop();
        build(stack.peek(), state);
      }
      // Dropping what lies above a mark: the library gives the stack's memory back at each.
      case Opcodes.POP_MARK -> stack.pop_all_since_marker();
      default -> {
        return containers(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  private Object containers(short key) throws IOException {
    switch (key) {
      case Opcodes.EMPTY_DICT -> stack.add(new PickledDict());
      case Opcodes.DICT -> {
        List<Object> pairs = stack.pop_all_since_marker();
        PickledDict dict = new PickledDict();
        setItems(dict, pairs);
        stack.add(dict);
      }
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object name = stack.pop();
        setItems(stack.peek(), Arrays.asList(name, value));
      }
      case Opcodes.SETITEMS -> {
        List<Object> pairs = stack.pop_all_since_marker();
        setItems(stack.peek(), pairs);
      }
      case Opcodes.EMPTY_SET -> stack.add(new ArrayList<>(0));
      case Opcodes.FROZENSET -> stack.add(stack.pop_all_since_marker());
      case Opcodes.APPEND -> {
        Object item = stack.pop();
        append(stack.peek(), Arrays.asList(item));
      }
      case Opcodes.APPENDS, Opcodes.ADDITEMS -> {
        List<Object> items = stack.pop_all_since_marker();
        append(stack.peek(), items);
      }
      default -> {
        return strings(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  /** Those that may be long; the library would keep them in memory. */
  private Object strings(short key) throws IOException {
    RegionInput region = (RegionInput) input;
    switch (key) {
      case Opcodes.BINBYTES -> stack.add(PickledBytes.bytes(region, Integer.BYTES));
      case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 ->
          stack.add(PickledBytes.bytes(region, Long.BYTES));
      case Opcodes.BINSTRING ->
          stack.add(PickledBytes.text(region, Integer.BYTES, StandardCharsets.ISO_8859_1));
      case Opcodes.BINUNICODE ->
          stack.add(PickledBytes.text(region, Integer.BYTES, StandardCharsets.UTF_8));
      case Opcodes.BINUNICODE8 ->
          stack.add(PickledBytes.text(region, Long.BYTES, StandardCharsets.UTF_8));
      default -> {
        return super.dispatch(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  private PickledClass readName() throws IOException {
    String module = PickleUtils.readline(input);
    return checked(module, PickleUtils.readline(input));
  }

  private PickledClass checked(String module, String name) {
    PickledClass named = new PickledClass(module, name);
    names.check(named);
    return named;
  }

  private static String text(Object value, String what) {
    if (value instanceof String text && text.length() <= LONGEST_NAME) {
      return text;
    }
    throw new PickleException("a pickle that names " + what + " by something that is no name");
  }

  private static PickledClass named(Object callee) {
    if (callee instanceof PickledClass name) {
      return name;
    }
    throw new PickleException("a pickle that calls something that has no name");
  }

  private static Object[] tuple(Object arguments) {
    if (arguments instanceof Object[] values) {
      return values;
    }
    throw new PickleException("a pickle that calls something without arguments");
  }

  private static void setItems(Object target, List<Object> pairs) {
    PickledDict dict;
    if (target instanceof PickledDict plain) {
      dict = plain;
    } else if (target instanceof PickledObject object) {
      dict = object.entries();
    } else {
      throw new PickleException("a pickle that puts entries into something else than a dict");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      dict.put(pairs.get(i), pairs.get(i + 1));
    }
  }

  @SuppressWarnings(
      "unchecked") // every list of a pickle is made here or by the library, of objects
  private static void append(Object target, List<Object> items) {
    if (target instanceof List<?> list) {
      ((List<Object>) list).addAll(items);
    } else if (target instanceof PickledObject object) {
      object.items().addAll(items);
    } else {
      throw new PickleException("a pickle that puts items into something else than a list");
    }
  }

  /** Gives an object its state; of what is not inert, such as a parameter, it is not needed. */
  private static void build(Object target, Object state) {
    if (target instanceof PickledObject object) {
      object.state(state);
    } else if (!(target instanceof PickledDict || target instanceof TensorRecord)) {
      throw new PickleException("a pickle that sets the state of something that is no object");
    }
  }
}
