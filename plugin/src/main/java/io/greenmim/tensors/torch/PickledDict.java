package io.greenmim.tensors.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A dictionary of a pickle: its pairs in order. Keys are never hashed or compared, since they may
 * be anything, themselves included.
 */
final class PickledDict {

  private List<Object> keys = Collections.emptyList();
  private List<Object> values = Collections.emptyList();

  void put(Object key, Object value) {
    if (keys.isEmpty()) {
      keys = new ArrayList<>(1);
      values = new ArrayList<>(1);
    }
    keys.add(key);
    values.add(value);
  }

  int size() {
    return keys.size();
  }

  Object key(int index) {
    return keys.get(index);
  }

  Object value(int index) {
    return values.get(index);
  }

  /** Returns the last value under a text key, or null. */
  Object get(String key) {
    for (int i = keys.size() - 1; i >= 0; i--) {
      if (key.equals(keys.get(i))) {
        return values.get(i);
      }
    }
    return null;
  }
}
