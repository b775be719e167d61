package io.greenmim.tensors.torch;

import io.greenmim.tensors.Printable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The printable form of an object of a pickle, about as Python prints it. Depth and length are
 * bounded, since objects of a pickle may contain each other or themselves.
 */
final class PickledText {

  private static final int LONGEST = 4096;
  private static final int LONGEST_TEXT = 1024;
  private static final int DEEPEST = 8;

  private final StringBuilder text = new StringBuilder();
  private boolean tensors;

  private PickledText() {}

  /**
   * Prints an object.
   *
   * @param value any object of a pickle
   * @return one line of at most some 4 KiB, or null if the object holds tensors
   */
  static String of(Object value) {
    if (value instanceof String plain) {
      return Printable.of(plain, LONGEST_TEXT);
    }
    PickledText printed = new PickledText();
    printed.add(value, 0);
    return printed.tensors ? null : Printable.of(printed.text.toString(), LONGEST);
  }

  private boolean full() {
    return tensors || text.length() > LONGEST;
  }

  private void add(Object value, int depth) {
    if (full()) {
      return;
    }
    if (value == null) {
      text.append("None");
    } else if (value instanceof Boolean flag) {
      text.append(flag ? "True" : "False");
    } else if (value instanceof Number) {
      text.append(value);
    } else if (value instanceof String plain) {
      text.append('\'').append(Printable.of(plain, LONGEST_TEXT)).append('\'');
    } else if (value instanceof byte[] bytes) {
      text.append(bytes.length).append(" bytes");
    } else if (value instanceof PickledBytes stored) {
      text.append(stored.region().length()).append(" bytes");
    } else if (value instanceof PickledClass name) {
      text.append(name.name());
    } else if (value instanceof TensorRecord
        || value instanceof UnreadTensor
        || value instanceof NumpyArray
        || value instanceof StorageRef) {
      tensors = true;
    } else if (depth == DEEPEST) {
      text.append("...");
    } else {
      addContainer(value, depth + 1);
    }
  }

  private void addContainer(Object value, int depth) {
    if (value instanceof PickledDict dict) {
      text.append('{');
      addPairs(dict, ": ", depth);
      text.append('}');
    } else if (value instanceof List<?> list) {
      text.append('[');
      addItems(list, depth);
      text.append(']');
    } else if (value instanceof Object[] tuple) {
      text.append('(');
      addItems(Arrays.asList(tuple), depth);
      text.append(')');
    } else if (value instanceof PickledObject object) {
      addObject(object, depth);
    } else {
      text.append('?');
    }
  }

  private void addObject(PickledObject object, int depth) {
    text.append(object.className()).append('(');
    int start = text.length();
    addItems(object.arguments(), depth);
    separate(start, object.items().isEmpty());
    addItems(object.items(), depth);
    separate(start, object.entries().size() == 0);
    addPairs(object.entries(), ": ", depth);
    if (object.state() instanceof PickledDict attributes) {
      separate(start, attributes.size() == 0);
      addPairs(attributes, "=", depth);
    } else if (object.state() != null) {
      separate(start, false);
      add(object.state(), depth);
    }
    text.append(')');
  }

  private void separate(int start, boolean nothingFollows) {
    if (text.length() > start && !nothingFollows) {
      text.append(", ");
    }
  }

  private void addItems(List<?> items, int depth) {
    for (Iterator<?> all = items.iterator(); all.hasNext() && !full(); ) {
      add(all.next(), depth);
      text.append(all.hasNext() ? ", " : "");
    }
  }

  private void addPairs(PickledDict dict, String between, int depth) {
    for (int i = 0; i < dict.size() && !full(); i++) {
      text.append(i > 0 ? ", " : "");
      if (between.equals("=") && dict.key(i) instanceof String name) {
        text.append(Printable.of(name)).append(between);
      } else {
        add(dict.key(i), depth);
        text.append(between);
      }
      add(dict.value(i), depth);
    }
  }
}
