package io.greenmim.tensors.torch;

import io.greenmim.tensors.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state dict in what a training script saved.
 *
 * @param key key of the file's mapping that it is under; empty if it is the file's mapping itself
 * @param tensors names and tensors, in order; each a {@link TensorRecord}, {@link NumpyArray} or
 *     {@link UnreadTensor}
 * @param others what else the file holds, printed, by key
 */
record StateDictChoice(String key, Map<String, Object> tensors, Map<String, String> others) {

  /** Key of the weights of Caffe2's models. */
  static final String CAFFE2 = "blobs";

  /** Keys that training scripts keep weights under, the averaged ones of a teacher last. */
  static final List<String> KEYS =
      List.of(
          "model",
          "state_dict",
          "model_state_dict",
          "model_state",
          "module",
          "net",
          "network",
          "params",
          "weights",
          "model_ema",
          "state_dict_ema",
          "ema_state_dict",
          "ema",
          CAFFE2);

  private static final int MOST_LISTED = 20;

  /**
   * Chooses the state dict.
   *
   * @param root the file's object
   * @param wanted the key that it must be under, or null for the first of {@link #KEYS} that fits,
   *     else the file's mapping itself
   * @return the choice
   * @throws IOException if there is none; the message does not name the file
   */
  static StateDictChoice of(Object root, String wanted) throws IOException {
    PickledDict mapping = mapping(root);
    if (mapping == null) {
      throw new IOException("no mapping but " + kind(root));
    }
    if (wanted != null) {
      PickledDict chosen = mapping(mapping.get(wanted));
      if (chosen == null || !holdsTensors(chosen)) {
        throw new IOException(
            "no state dict under '%s', only %s".formatted(Printable.of(wanted), keys(mapping)));
      }
      return choose(mapping, wanted, chosen);
    }
    for (String key : KEYS) {
      PickledDict candidate = mapping(mapping.get(key));
      if (candidate != null && holdsTensors(candidate)) {
        return choose(mapping, key, candidate);
      }
    }
    if (holdsTensors(mapping)) {
      return choose(mapping, "", mapping);
    }
    throw new IOException("no state dict" + unusual(mapping) + ", only " + keys(mapping));
  }

  /**
   * State dicts under keys that nothing says which of to take, such as a student's and a teacher's.
   */
  private static String unusual(PickledDict mapping) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < mapping.size() && found.size() < MOST_LISTED; i++) {
      PickledDict candidate = mapping(mapping.value(i));
      if (candidate != null && holdsTensors(candidate) && mapping.key(i) instanceof String name) {
        found.add(Printable.of(name));
      }
    }
    return found.isEmpty()
        ? ""
        : " but under %s, which setting 'key' takes".formatted(String.join(", ", found));
  }

  private static StateDictChoice choose(PickledDict root, String key, PickledDict chosen)
      throws IOException {
    Map<String, Object> tensors = new LinkedHashMap<>();
    Map<String, String> others = new LinkedHashMap<>();
    for (int i = 0; i < chosen.size(); i++) {
      if (!(chosen.key(i) instanceof String name)) {
        throw new IOException("a state dict with a key that is no text");
      }
      Object value = chosen.value(i);
      if (isTensor(value) && tensors.put(name, value) != null) {
        throw new IOException("two tensors '" + Printable.of(name) + "'");
      }
      if (!isTensor(value)) {
        print(others, name, value);
      }
    }
    for (int i = 0; root != chosen && i < root.size(); i++) {
      if (root.key(i) instanceof String name && root.value(i) != chosen) {
        print(others, name, root.value(i));
      }
    }
    return new StateDictChoice(key, tensors, others);
  }

  private static void print(Map<String, String> others, String name, Object value) {
    String text = PickledText.of(value);
    if (text != null) {
      others.put(name, text);
    }
  }

  private static boolean isTensor(Object value) {
    return value instanceof TensorRecord
        || value instanceof UnreadTensor
        || value instanceof NumpyArray;
  }

  /** A dict, or an object of a class that is a kind of dict. */
  private static PickledDict mapping(Object value) {
    if (value instanceof PickledObject object) {
      return object.entries().size() > 0 ? object.entries() : null;
    }
    return value instanceof PickledDict dict ? dict : null;
  }

  private static boolean holdsTensors(PickledDict dict) {
    for (int i = 0; i < dict.size(); i++) {
      if (isTensor(dict.value(i))) {
        return true;
      }
    }
    return false;
  }

  private static String kind(Object root) {
    if (root instanceof PickledObject object) {
      return "an object of the class '%s'".formatted(Printable.of(object.className()));
    }
    return isTensor(root) ? "a single tensor" : "a single value";
  }

  private static String keys(PickledDict mapping) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < Math.min(mapping.size(), MOST_LISTED); i++) {
      keys.add(mapping.key(i) instanceof String name ? Printable.of(name) : "(no text)");
    }
    return mapping.size() == 0
        ? "an empty mapping"
        : "the keys " + String.join(", ", keys) + (mapping.size() > MOST_LISTED ? ", ..." : "");
  }
}
